"""Diagnostics as text: every expected text is written by hand."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping

import pytest

from generator.cli.display import padded, shortened, visible, width
from generator.cli.excerpt import SourceLine, excerpt
from generator.cli.findings import source_lines
from generator.cli.paint import coloured
from generator.cli.phrases import counted, some_of
from generator.cli.render_concise import render_concise
from generator.cli.render_full import render_full
from generator.cli.render_github import render_github
from generator.cli.render_json import render_json
from generator.diagnostics import Diagnostic, Related, Severity
from generator.place import Span

RUNTIME = """\
apiVersion: servewright.io/v1alpha1
kind: Runtime
spec:
  volumeMount: [a]
  flavours:
    - name: gpu
      image: x
"""


def lines_of(**files: str | bytes) -> SourceLine:
    texts: Mapping[str, bytes] = {
        f"{name}.yaml": text.encode() if isinstance(text, str) else text for name, text in files.items()
    }

    def read(path: str) -> bytes:
        if path not in texts:
            raise FileNotFoundError(path)
        return texts[path]

    return source_lines(read)


def finding(span: Span, message: str = "wrong", advice: str = "Mend it.") -> Diagnostic:
    return Diagnostic("some-rule", message, span, advice)


def full_of(span: Span, text: str | bytes) -> str:
    """Return the lines below the place of an error without help, in a file a.yaml of that text."""
    shown = render_full([finding(span, advice="")], lines_of(a=text))
    first, place, rest = shown.split("\n", 2)
    assert first == "error[some-rule]: wrong"
    assert place.lstrip() == f"--> a.yaml:{span.line}:{span.column}"
    return rest


def test_full_shows_message_place_line_underline_and_help() -> None:
    diagnostic = Diagnostic(
        "unknown-field", "unknown field 'volumeMount'", Span("a.yaml", 4, 3, 4, 14), "Did you mean 'volumeMounts'?"
    )
    assert render_full([diagnostic], lines_of(a=RUNTIME)) == (
        "error[unknown-field]: unknown field 'volumeMount'\n"
        " --> a.yaml:4:3\n"
        "  |\n"
        "4 |   volumeMount: [a]\n"
        "  |   ^^^^^^^^^^^\n"
        "  = help: Did you mean 'volumeMounts'?\n"
    )


def test_full_separates_blocks_by_an_empty_line_and_says_what_is_a_warning() -> None:
    warning = Diagnostic("some-rule", "odd", Span("a.yaml", 2, 7, 2, 14), "Look.", Severity.WARNING)
    assert render_full([warning, finding(Span("a.yaml", 1, 1, 1, 11))], lines_of(a=RUNTIME)) == (
        "warning[some-rule]: odd\n"
        " --> a.yaml:2:7\n"
        "  |\n"
        "2 | kind: Runtime\n"
        "  |       ^^^^^^^\n"
        "  = help: Look.\n"
        "\n"
        "error[some-rule]: wrong\n"
        " --> a.yaml:1:1\n"
        "  |\n"
        "1 | apiVersion: servewright.io/v1alpha1\n"
        "  | ^^^^^^^^^^\n"
        "  = help: Mend it.\n"
    )


def test_full_without_diagnostics_is_empty() -> None:
    assert render_full([], lines_of()) == ""


def test_full_shows_related_places_with_their_messages_in_one_gutter() -> None:
    diagnostic = Diagnostic(
        "duplicate-name",
        "two flavours are called 'gpu'",
        Span("a.yaml", 6, 13, 6, 16),
        "Rename one.",
        related=(
            Related(Span("b.yaml", 12, 5, 12, 8), "the other one"),
            Related(Span("gone.yaml", 3, 1, 3, 4), "and this file is no more"),
        ),
    )
    other = "\n" * 11 + "    gpu: {}\n"
    assert render_full([diagnostic], lines_of(a=RUNTIME, b=other)) == (
        "error[duplicate-name]: two flavours are called 'gpu'\n"
        "  --> a.yaml:6:13\n"
        "   |\n"
        " 6 |     - name: gpu\n"
        "   |             ^^^\n"
        "note: the other one\n"
        "  --> b.yaml:12:5\n"
        "   |\n"
        "12 |     gpu: {}\n"
        "   |     ---\n"
        "note: and this file is no more\n"
        "  --> gone.yaml:3:1\n"
        "   = help: Rename one.\n"
    )


@pytest.mark.parametrize(
    ("clusters", "line"),
    [
        (("a",), "  = cluster: a\n"),
        (("a", "b"), "  = clusters: a and b\n"),
        (("a", "b", "c"), "  = clusters: a, b and c\n"),
        (("a", "b", "c", "d"), "  = clusters: a, b and 2 more\n"),
        (tuple(f"c{number:03}" for number in range(300)), "  = clusters: c000, c001 and 298 more\n"),
    ],
)
def test_full_folds_clusters(clusters: tuple[str, ...], line: str) -> None:
    diagnostic = Diagnostic("some-rule", "wrong", Span("a.yaml"), "Mend it.", clusters=clusters)
    assert render_full([diagnostic], lines_of()) == (
        "error[some-rule]: wrong\n --> a.yaml:1:1\n  = help: Mend it.\n" + line
    )


def test_full_says_how_many_clusters_are_told_in_other_words() -> None:
    diagnostic = Diagnostic("some-rule", "wrong", Span("a.yaml"), "", clusters=("a", "b", "c", "d"), differs=3)
    text = render_full([diagnostic], lines_of())
    assert text.endswith("  = clusters: a, b and 2 more (on 3 of them in words of their own)\n")


def test_full_shows_each_line_of_a_help_below_the_first() -> None:
    diagnostic = finding(Span("a.yaml"), advice="Write\n  version: '0.20'\n\ninstead.\n")
    assert render_full([diagnostic], lines_of()) == (
        "error[some-rule]: wrong\n --> a.yaml:1:1\n  = help: Write\n            version: '0.20'\n\n          instead.\n"
    )


def test_full_underlines_the_first_line_of_a_span_over_several_and_says_where_it_ends() -> None:
    assert full_of(Span("a.yaml", 5, 3, 7, 15), RUNTIME) == "  |\n5 |   flavours:\n  |   ^^^^^^^^^ to line 7\n"


def test_full_does_not_count_a_last_line_of_which_the_span_holds_nothing() -> None:
    assert full_of(Span("a.yaml", 5, 3, 7, 1), RUNTIME) == "  |\n5 |   flavours:\n  |   ^^^^^^^^^ to line 6\n"
    assert full_of(Span("a.yaml", 5, 3, 6, 1), RUNTIME) == "  |\n5 |   flavours:\n  |   ^^^^^^^^^\n"


@pytest.mark.parametrize(
    ("span", "below"),
    [
        (Span("a.yaml", 1, 1, 1, 5), "^^"),
        (Span("a.yaml", 1, 3, 1, 9), "  ^"),
        (Span("a.yaml", 1, 40, 1, 50), "  ^"),
        (Span("a.yaml", 1, 2, 1, 2), " ^"),
        (Span("a.yaml", 1, 2, 1, 1), " ^"),
    ],
    ids=["ends past the line", "starts at its end", "starts past it", "empty", "ends before it starts"],
)
def test_full_underlines_one_column_at_least_and_none_past_the_line(span: Span, below: str) -> None:
    assert full_of(span, "ab\n") == f"  |\n1 | ab\n  | {below}\n"


def test_full_points_into_an_empty_file() -> None:
    assert full_of(Span("a.yaml"), "") == "  |\n1 |\n  | ^\n"


def test_full_points_behind_the_last_line_break_but_shows_no_line_that_is_not_there() -> None:
    assert full_of(Span("a.yaml", 2, 1, 2, 1), "a: 1\n") == "  |\n2 |\n  | ^\n"
    assert full_of(Span("a.yaml", 3, 1, 3, 1), "a: 1\n") == ""


def test_full_aligns_below_wide_and_combining_characters() -> None:
    # 名称 is four columns wide, 模型 too; e + U+0301 is one.
    assert full_of(Span("a.yaml", 1, 5, 1, 7), "名称: 模型 x\n") == "  |\n1 | 名称: 模型 x\n  |       ^^^^\n"
    assert full_of(Span("a.yaml", 1, 5, 1, 6), "e\u0301: x\n") == "  |\n1 | e\u0301: x\n  |    ^\n"


def test_full_shows_a_tab_as_four_columns() -> None:
    assert full_of(Span("a.yaml", 1, 1, 1, 2), "\ta: 1\n") == "  |\n1 |     a: 1\n  | ^^^^\n"
    assert full_of(Span("a.yaml", 1, 2, 1, 3), "\ta: 1\n") == "  |\n1 |     a: 1\n  |     ^\n"


def test_full_never_lets_a_file_write_to_the_terminal() -> None:
    hostile = "a: \x1b[2J\u202e\u200b\x9b\n"
    assert full_of(Span("a.yaml", 1, 1, 1, 2), hostile) == ("  |\n1 | a: \\x1b[2J\\u202e\\u200b\\x9b\n  | ^\n")
    assert full_of(Span("a.yaml", 1, 4, 1, 5), hostile).endswith("  |    ^^^^\n")
    diagnostic = Diagnostic("some-rule", "un\x1b[31mknown\nfield", Span("\x1b.yaml"), "no \x07", clusters=("\x1bc",))
    assert render_full([diagnostic], lines_of()) == (
        "error[some-rule]: un\\x1b[31mknown\\nfield\n --> \\x1b.yaml:1:1\n  = help: no \\x07\n  = cluster: \\x1bc\n"
    )
    assert render_concise([diagnostic]) == "\\x1b.yaml:1:1: error[some-rule] un\\x1b[31mknown\\nfield\n"


def test_full_cuts_a_long_line_around_the_span() -> None:
    text = "a: " + "x" * 500_000 + "BAD" + "y" * 500_000
    # 160 characters of the line: 40 before the span, the span, 117 behind it.
    assert full_of(Span("a.yaml", 1, 500_004, 1, 500_007), text) == (
        f"  |\n1 | …{'x' * 40}BAD{'y' * 117}…\n  | {' ' * 41}^^^\n"
    )


def test_full_cuts_a_long_line_at_its_ends_only_where_something_is_left_out() -> None:
    text = "".join(str(digit) * 100 for digit in range(3))
    at_start = full_of(Span("a.yaml", 1, 1, 1, 3), text)
    assert at_start == f"  |\n1 | {'0' * 100}{'1' * 60}…\n  | ^^\n"
    at_end = full_of(Span("a.yaml", 1, 299, 1, 301), text)
    assert at_end == f"  |\n1 | …{'1' * 60}{'2' * 100}\n  | {' ' * 159}^^\n"


def test_full_bounds_the_underline_of_a_span_longer_than_the_cut() -> None:
    shown = full_of(Span("a.yaml", 1, 1, 1, 1_000_001), "x" * 1_000_000)
    assert shown == f"  |\n1 | {'x' * 160}…\n  | {'^' * 160}\n"


def test_full_bounds_messages() -> None:
    shown = render_full([finding(Span("a.yaml"), "x" * 100_000, advice="y" * 100_000)], lines_of())
    assert shown == (f"error[some-rule]: {'x' * 1999}…\n --> a.yaml:1:1\n  = help: {'y' * 1999}…\n")


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_source_lines_end_at_every_line_break_of_yaml(line_break: str) -> None:
    line = lines_of(a=line_break.join(["one", "two\u2028still two", "three"]))
    assert [line("a.yaml", number) for number in range(5)] == [None, "one", "two\u2028still two", "three", None]


def test_source_lines_do_not_count_a_byte_order_mark_as_a_column() -> None:
    assert lines_of(a=b"\xef\xbb\xbfkind: X")("a.yaml", 1) == "kind: X"


def test_source_lines_of_what_is_no_text_and_of_no_file() -> None:
    line = lines_of(a=b"a: \xff\xfe!\n")
    assert line("a.yaml", 1) == "a: \ufffd\ufffd!"
    assert line("b.yaml", 1) is None


def test_source_lines_read_a_file_once() -> None:
    read: list[str] = []

    def reading(path: str) -> bytes:
        read.append(path)
        return b"a\nb\n"

    line = source_lines(reading)
    assert (line("a.yaml", 1), line("a.yaml", 2)) == ("a", "b")
    assert read == ["a.yaml"]


def test_full_in_colour() -> None:
    diagnostic = Diagnostic(
        "some-rule", "wrong", Span("a.yaml", 1, 1, 1, 2), "Mend.", related=(Related(Span("a.yaml", 1, 4, 1, 5), "b"),)
    )
    assert render_full([diagnostic], lines_of(a="a: 1\n"), coloured) == (
        "\x1b[1;31merror[some-rule]\x1b[0m: \x1b[1mwrong\x1b[0m\n"
        " \x1b[1;34m-->\x1b[0m a.yaml:1:1\n"
        "  \x1b[1;34m|\x1b[0m\n"
        "\x1b[1;34m1 |\x1b[0m a: 1\n"
        "  \x1b[1;34m|\x1b[0m \x1b[1;31m^\x1b[0m\n"
        "\x1b[1;36mnote\x1b[0m: b\n"
        " \x1b[1;34m-->\x1b[0m a.yaml:1:4\n"
        "  \x1b[1;34m|\x1b[0m\n"
        "\x1b[1;34m1 |\x1b[0m a: 1\n"
        "  \x1b[1;34m|\x1b[0m    \x1b[1;36m-\x1b[0m\n"
        "  \x1b[1;34m=\x1b[0m \x1b[1mhelp\x1b[0m: Mend.\n"
    )


def test_concise_is_one_line_each() -> None:
    warning = Diagnostic("odd-thing", "odd", Span("b/c.yaml", 20, 7, 21, 1), "", Severity.WARNING, clusters=("x",))
    assert render_concise([finding(Span("a.yaml", 3, 5, 3, 9)), warning]) == (
        "a.yaml:3:5: error[some-rule] wrong\nb/c.yaml:20:7: warning[odd-thing] odd\n"
    )
    assert render_concise([]) == ""
    assert render_concise([warning], coloured) == "b/c.yaml:20:7: \x1b[1;33mwarning[odd-thing]\x1b[0m odd\n"


def test_json_holds_all_that_a_diagnostic_holds() -> None:
    diagnostic = Diagnostic(
        "some-rule",
        'a "名"\x1b\x7f',
        Span("a.yaml", 3, 5, 4, 9),
        "Mend it.",
        Severity.WARNING,
        (Related(Span("b.yaml", 1, 2, 3, 4), "there"),),
        ("one", "two"),
    )
    assert render_json([diagnostic]) == (
        "[\n"
        "  {\n"
        '    "rule": "some-rule",\n'
        '    "severity": "warning",\n'
        '    "message": "a \\"\\u540d\\"\\u001b\\u007f",\n'
        '    "help": "Mend it.",\n'
        '    "span": {\n'
        '      "path": "a.yaml",\n'
        '      "line": 3,\n'
        '      "column": 5,\n'
        '      "endLine": 4,\n'
        '      "endColumn": 9\n'
        "    },\n"
        '    "related": [\n'
        "      {\n"
        '        "span": {\n'
        '          "path": "b.yaml",\n'
        '          "line": 1,\n'
        '          "column": 2,\n'
        '          "endLine": 3,\n'
        '          "endColumn": 4\n'
        "        },\n"
        '        "message": "there"\n'
        "      }\n"
        "    ],\n"
        '    "clusters": [\n'
        '      "one",\n'
        '      "two"\n'
        "    ],\n"
        '    "differs": 0\n'
        "  }\n"
        "]\n"
    )


def test_json_of_nothing_is_an_empty_array() -> None:
    assert json.loads(render_json([])) == []


def test_github_is_one_command_each() -> None:
    warning = Diagnostic("odd-thing", "odd", Span("b.yaml", 2, 1, 2, 1), "", Severity.WARNING)
    assert render_github([finding(Span("a.yaml", 3, 5, 3, 9)), warning]) == (
        "::error file=a.yaml,line=3,col=5,endLine=3,endColumn=9,title=some-rule"
        "::a.yaml:3:5: [some-rule] wrong%0Ahelp: Mend it.\n"
        "::warning file=b.yaml,line=2,col=1,endLine=2,endColumn=1,title=odd-thing"
        "::b.yaml:2:1: [odd-thing] odd\n"
    )


@pytest.mark.parametrize(
    ("errors", "warnings", "notice"),
    [
        (0, 0, ""),
        (10, 10, ""),
        (11, 0, "::notice title=servewright::11 errors: GitHub annotates 10 of each, this step's log tells all\n"),
        (
            1,
            11,
            "::notice title=servewright::1 error and 11 warnings: "
            "GitHub annotates 10 of each, this step's log tells all\n",
        ),
    ],
)
def test_github_says_where_it_leaves_annotations_out(errors: int, warnings: int, notice: str) -> None:
    warning = Diagnostic("odd-thing", "odd", Span("b.yaml"), "", Severity.WARNING)
    lines = render_github([finding(Span("a.yaml"))] * errors + [warning] * warnings).splitlines(keepends=True)
    assert len([line for line in lines if line.startswith(("::error ", "::warning "))]) == errors + warnings
    assert "".join(lines[errors + warnings :]) == notice


def test_github_escapes_what_its_commands_are_made_of() -> None:
    diagnostic = finding(Span("a,b:c%d.yaml", 1, 1, 1, 2), "100%: a,b\r\n::error::x", advice="")
    assert render_github([diagnostic]) == (
        "::error file=a%2Cb%3Ac%25d.yaml,line=1,col=1,endLine=1,endColumn=2,title=some-rule"
        "::a,b:c%25d.yaml:1:1: [some-rule] 100%25: a,b%0D%0A::error::x\n"
    )
    hostile = finding(Span("a\nb.yaml", 1, 1, 1, 2), "\x1b[2J", advice="")
    assert render_github([hostile]) == (
        "::error file=a%0Ab.yaml,line=1,col=1,endLine=1,endColumn=2,title=some-rule"
        "::a%0Ab.yaml:1:1: [some-rule] \\x1b[2J\n"
    )


def test_github_gives_no_columns_for_a_span_over_several_lines() -> None:
    # The runner refuses them: 'col' and 'endColumn' cannot be set if 'line' and 'endLine' are different values.
    assert render_github([finding(Span("a.yaml", 3, 5, 6, 2), advice="")]) == (
        "::error file=a.yaml,line=3,endLine=6,title=some-rule::a.yaml:3:5: [some-rule] wrong\n"
    )


def test_github_never_ends_before_it_starts() -> None:
    assert render_github([finding(Span("a.yaml", 3, 5, 3, 1), advice="")]) == (
        "::error file=a.yaml,line=3,col=5,endLine=3,endColumn=5,title=some-rule::a.yaml:3:5: [some-rule] wrong\n"
    )


def test_github_tells_related_places_help_and_clusters_in_the_text() -> None:
    diagnostic = Diagnostic(
        "some-rule",
        "wrong",
        Span("a.yaml", 1, 1, 1, 2),
        "Mend it.",
        related=(Related(Span("b.yaml", 2, 3, 2, 4), "said here"),),
        clusters=("a", "b", "c", "d"),
    )
    assert render_github([diagnostic]) == (
        "::error file=a.yaml,line=1,col=1,endLine=1,endColumn=2,title=some-rule"
        "::a.yaml:1:1: [some-rule] wrong%0Ab.yaml:2:3: said here%0Ahelp: Mend it.%0Aclusters: a, b and 2 more\n"
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain ~ text", "plain ~ text"),
        ("模型 é", "模型 é"),
        ("a\tb", "a    b"),
        ("\0\x1b\x7f", "\\x00\\x1b\\x7f"),
        ("\x85\x9b", "\\x85\\x9b"),
        ("\u2028\u202e\u2066\ufeff\u200d", "\\u2028\\u202e\\u2066\\ufeff\\u200d"),
        ("\ud800", "\\ud800"),
        ("\U000e0041", "\\U000e0041"),
        ("\ue000", "\\ue000"),
    ],
)
def test_visible(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_visible_leaves_nothing_that_controls() -> None:
    everything = "".join(map(chr, range(0x3000)))
    categories = {unicodedata.category(character) for character in visible(everything)}
    assert categories.isdisjoint({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("", 0),
        ("abc", 3),
        ("名", 2),
        ("ＡＢ", 4),
        ("ｱ", 1),
        ("é", 1),
        ("e\u0301", 1),
        ("한", 2),
        ("ᄒ\u1161\u11ab", 2),
        ("😀", 2),
    ],
)
def test_width(text: str, columns: int) -> None:
    assert width(text) == columns


def test_padded_counts_columns() -> None:
    assert padded("名", 4) == "名  "
    assert padded("name", 4) == "name"


def test_shortened_keeps_what_fits() -> None:
    assert shortened("abcd", 4) == "abcd"
    assert shortened("abcde", 4) == "abc…"


def test_excerpt_of_a_line_of_marks_without_width_is_bounded() -> None:
    shown = excerpt(Span("a.yaml", 1, 1, 1, 2), "a" + "\u0301" * 1_000_000)
    assert len(shown.text) == 161


def test_phrases() -> None:
    assert [counted(0, "error"), counted(1, "error"), counted(2, "error")] == ["0 errors", "1 error", "2 errors"]
    assert some_of(["a"]) == "a"
