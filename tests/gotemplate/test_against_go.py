"""Go renders the same templates: output, error or not, and Go's whole message with line and column are equal.

Not compared: what Go prints of addresses (%p), which differ from run to run, and how deep templates may call
themselves: Go stops at 100,000 calls, Servewright much earlier.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

import pytest

from tests.gotemplate.comparison import Answer, Question, go_answers, our_answer
from tests.gotemplate.corpus import Case, corpus
from tests.gotemplate.generated import Maker
from tests.gotemplate.generated_html import HtmlMaker

TEXT_SEEDS = range(10_000)
HTML_SEEDS = range(3_000)
UNMODELLED = ("<script", "<style", "href", "src", "style", "onclick", "url", "content", "on")
"""Without one of these, no template leads into a part of HTML that is not modelled."""

CASES = corpus()
FILES = sorted({case.place.partition(":")[0] for case in CASES})


def differences(questions: Sequence[Question], ours: Iterable[Answer], go: Iterable[Answer]) -> list[str]:
    """Return what Go and Servewright say differently, as a person reads it."""
    triples = zip(questions, ours, go, strict=True)
    return [f"{asked!r}\n  Go:   {theirs}\n  ours: {our}" for asked, our, theirs in triples if our != theirs]


@pytest.mark.parametrize("file", FILES)
def test_corpus(file: str) -> None:
    questions = [case.question for case in CASES if case.place.startswith(f"{file}:")]
    assert differences(questions, map(our_answer, questions), go_answers(questions)) == []


def test_corpus_is_large_and_has_errors_of_all_kinds() -> None:
    assert len({repr(case.question) for case in CASES}) >= 1000
    kinds = Counter(map(_kind_of, CASES))
    assert min(kinds["output"], kinds["parse"], kinds["execute"]) > 100, kinds
    assert kinds["escape"] > 30, kinds


def _kind_of(case: Case) -> str:
    """Return where a case ends, judged by Servewright's answer, which equals Go's."""
    kind, text = our_answer(case.question)
    if kind == "output":
        return kind
    return "escape" if str(text).startswith("html/") else "execute" if ": executing " in str(text) else "parse"


def test_generated_texts() -> None:
    questions = [Maker(seed).question() for seed in TEXT_SEEDS]
    go = go_answers(questions)
    ours = list(map(our_answer, questions))
    assert_endless_are_refused(ours, go)
    assert differences(questions, ours, go) == []
    said = Counter(kind for kind, _ in go)
    assert said["output"] > len(TEXT_SEEDS) * 0.4
    assert said["error"] > len(TEXT_SEEDS) * 0.2


def assert_endless_are_refused(ours: list[Answer], go: Sequence[Answer]) -> None:
    """Check that what calls itself without end stops here too, and take Go's message for it."""
    endless = [index for index, (_, text) in enumerate(go) if "exceeded maximum template depth" in str(text)]
    assert len(endless) < len(go) * 0.02
    for index in endless:
        assert ours[index] == ("error", None)
        ours[index] = go[index]


def test_generated_html() -> None:
    questions = [HtmlMaker(seed).question() for seed in HTML_SEEDS]
    go = go_answers(questions)
    ours = list(map(our_answer, questions))
    assert_endless_are_refused(ours, go)
    refused = [index for index, answer in enumerate(ours) if answer == ("error", None)]
    for index in refused:
        assert any(part in questions[index]["template"] for part in UNMODELLED), questions[index]["template"]
        ours[index] = go[index]
    assert differences(questions, ours, go) == []
    assert Counter(kind for kind, _ in go)["output"] > len(HTML_SEEDS) * 0.5
    assert len(refused) < len(HTML_SEEDS) * 0.1


def test_characters_of_all_scripts_are_what_they_are_to_go() -> None:
    """Which are letters, and which can be printed. Characters that only one side's Unicode has are left out."""
    known = [
        chr(code) for code in range(0x80, 0x110000) if unicodedata.ucd_3_2_0.category(chr(code)) not in ("Cn", "Cs")
    ]
    assert len(known) > 90_000
    printed = ["".join(known[start : start + 1000]) for start in range(0, len(known), 1000)]
    questions = [{"engine": "text", "template": '{{printf "%q" .}}{{js .}}', "data": text} for text in printed]
    scripts = known[:: len(known) // 5000]
    questions += [{"engine": "text", "template": f"{{{{${one} := 1}}}}", "data": None} for one in scripts]
    assert differences(questions, map(our_answer, questions), go_answers(questions)) == []


def test_generators_are_deterministic() -> None:
    assert [Maker(seed).question() for seed in range(20)] == [Maker(seed).question() for seed in range(20)]
    assert [HtmlMaker(seed).question() for seed in range(20)] == [HtmlMaker(seed).question() for seed in range(20)]
