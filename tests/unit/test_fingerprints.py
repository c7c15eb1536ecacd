"""Fingerprints name a finding in the next run too: the hash that GitHub takes, and ours, which outlives more edits."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import dedent

import pytest

from generator.cli.fingerprints import fingerprints
from generator.cli.line_hash import line_hashes
from generator.diagnostics import Diagnostic, Severity
from generator.place import Span

WARNING = Diagnostic("unpinned-image", "no tag", Span("c.yaml", 1, 2, 1, 3), "Write one.", Severity.WARNING)

GREETINGS = [
    "e9496ae3ebfced30:1",
    "fb7c023a8b9ccb3f:1",
    "ce8ba1a563dcdaca:1",
    "e20e36e16fcb0cc8:1",
    "b3edc88f2938467e:1",
    "c8e28b0b4002a3a0:1",
    "c129715d7a2bc9a3:1",
]
"""What github/codeql-action, src/fingerprints.test.ts, expects of the same lines, however they end."""


def hashes(text: str) -> list[str]:
    return list(line_hashes(text.encode(), 1000))


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_line_hashes_are_those_that_github_s_action_computes(end: str) -> None:
    assert hashes(f" hello; \t{end}world!!!{end}{end}{end}  \t\tGreetings{end} End{end}") == GREETINGS


def test_the_last_line_may_have_no_end() -> None:
    """Also of github/codeql-action, src/fingerprints.test.ts."""
    assert hashes("") == ["c129715d7a2bc9a3:1"]
    assert hashes(" a\nb\n  \t\tc\n d") == [
        "271789c17abda88f:1",
        "54703d4cd895b18:1",
        "180aee12dab6264:1",
        "a23a3dc5e078b07b:1",
    ]


def test_lines_with_the_same_hash_are_counted() -> None:
    """Also of github/codeql-action, src/fingerprints.test.ts. The end of the file is within reach of the last lines."""
    assert hashes("Lorem ipsum dolor sit amet.\n" * 10) == [
        *(f"a7f2ff13bc495cf2:{count}" for count in range(1, 7)),
        "a7f2ff1481e87703:1",
        "a9cf91f7bbf1862b:1",
        "55ec222b86bcae53:1",
        "cc97dc7b1d7d8f7b:1",
        "c129715d7a2bc9a3:1",
    ]


def test_characters_are_taken_by_their_utf16_units() -> None:
    units = [0xFEFF, 0xD83D, 0xDE42, 0xFFFD, 0xFFFF, *[0] * 95]
    (value,) = line_hashes(b"\xef\xbb\xbf\xf0\x9f\x99\x82\xff", 1)
    assert int(value.removesuffix(":1"), 16) == sum(unit * 37 ** (99 - place) for place, unit in enumerate(units)) % (
        1 << 64
    )


def test_no_more_lines_are_hashed_than_asked_for() -> None:
    text = b"".join(b"line %d\n" % number for number in range(300)) + b"\n" * 200
    whole = line_hashes(text, 1000)
    assert len(whole) == 501
    assert all(line_hashes(text, last) == whole[:last] for last in (0, 1, 99, 100, 101, 299, 350, 400, 500, 501))


def nowhere(path: str) -> bytes:
    raise FileNotFoundError(path)


def ours(*diagnostics: Diagnostic, read: Callable[[str], bytes] = nowhere) -> list[str]:
    return [each["servewright/v2"] for each in fingerprints(diagnostics, read)]


def test_ours_outlives_lines_and_clusters_but_nothing_else() -> None:
    (first,) = ours(WARNING)
    moved = Diagnostic(WARNING.rule, WARNING.message, Span("c.yaml", 9, 1, 9, 3), "Else.", clusters=("z",))
    assert ours(moved) == [first]
    others = [
        Diagnostic("other", WARNING.message, WARNING.span, ""),
        Diagnostic(WARNING.rule, "other", WARNING.span, ""),
        Diagnostic(WARNING.rule, WARNING.message, Span("d.yaml"), ""),
    ]
    assert len({first, *ours(*others)}) == 4
    assert len({*ours(WARNING, WARNING)}) == 2


PODS = """\
    spec:
      initContainers:
        - name: fetch
          image: busybox
        - name: wait
          image: busybox
        - {image: busybox, name: warm}
      sidecars: [busybox, busybox]
    """


def untagged(text: str) -> dict[str, str]:
    """Return the fingerprint of each mention of busybox without a tag, by the line that holds it or stands before."""
    lines = dedent(text).split("\n")
    spans = [
        Span("c.yaml", number, column + 1, number, column + 8)
        for number, line in enumerate(lines, 1)
        for column in range(len(line))
        if line.startswith("busybox", column) and not line.startswith("busybox:", column)
    ]
    found = [Diagnostic("unpinned-image", "no tag", span, "") for span in spans]
    names = [f"{lines[span.line - 2].strip()} {lines[span.line - 1].strip()} {span.column}" for span in spans]
    prints = ours(*found, read=lambda _: "\n".join(lines).encode())
    return dict(zip(names, prints, strict=True))


def test_ours_of_a_finding_stays_when_one_that_says_the_same_is_mended() -> None:
    before = untagged(PODS)
    assert len({*before.values()}) == 5
    mended = untagged(PODS.replace("fetch\n          image: busybox", "fetch\n          image: busybox:1.37"))
    assert len(mended) == 4
    assert before.items() >= mended.items()
    moved = untagged(
        "# three\n# more\n# lines\n" + dedent(PODS).replace("    - name: fetch\n      image: busybox\n", "")
    )
    assert {*moved.values()} < {*before.values()}
    assert len(moved) == 4


@pytest.mark.parametrize(
    ("path", "data"),
    [("c.yaml", b"a: [1"), ("c.yaml", b"\xff\n\n"), ("c.yaml", b""), ("c.sh", b"a: 1\n"), ("c.yaml", b"[" * 5000)],
)
def test_files_that_are_no_definitions_have_fingerprints(path: str, data: bytes) -> None:
    first, second = (Diagnostic("some-rule", "odd", Span(path, 1, column, 1, column + 1), "") for column in (1, 2))
    one, two = fingerprints((first, second), lambda _: data)
    assert one["primaryLocationLineHash"] == two["primaryLocationLineHash"] == line_hashes(data, 1)[0]
    assert one["servewright/v2"] != two["servewright/v2"]


def test_a_place_that_is_not_there_has_no_line_hash() -> None:
    behind = Diagnostic("some-rule", "odd", Span("c.yaml", 9, 1, 9, 2), "")
    assert [each.keys() for each in fingerprints((behind,), lambda _: b"a: 1\n")] == [{"servewright/v2"}]
    assert [each.keys() for each in fingerprints((behind,), nowhere)] == [{"servewright/v2"}]
