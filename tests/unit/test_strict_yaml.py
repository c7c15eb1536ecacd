"""Definitions: what is read and how, what is refused and where, and what bounds the work."""

from __future__ import annotations

import json
from typing import Any

import pytest

from generator.diagnostics import Related
from generator.place import Span
from generator.yaml.live import read_live
from generator.yaml.strict import read_document
from tests.yaml_texts import exactly

PATH = "clusters/one/cluster.yaml"


def value_of(text: str) -> Any:
    document, diagnostics = read_document(PATH, text.encode())
    assert diagnostics == ()
    assert document is not None
    assert document.path == PATH
    assert document.data == text.encode()
    return document.value


def findings(text: str | bytes) -> list[tuple[str, str]]:
    """Return rule and place (line:column-column, or line:column-line:column) of all that is wrong."""
    data = text if isinstance(text, bytes) else text.encode()
    document, diagnostics = read_document(PATH, data)
    assert document is None
    return [(diagnostic.rule, place(diagnostic.span)) for diagnostic in diagnostics]


def place(span: Span) -> str:
    assert span.path == PATH
    end = f"{span.end_column}" if span.end_line == span.line else f"{span.end_line}:{span.end_column}"
    return f"{span.line}:{span.column}-{end}"


def only(text: str) -> tuple[str, str]:
    """Return message and help of the only thing that is wrong."""
    (diagnostic,) = read_document(PATH, text.encode())[1]
    assert not diagnostic.message.endswith(".")
    assert diagnostic.help.endswith(".")
    return diagnostic.message, diagnostic.help


# What is read


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: 1\nb: [x, 2.5, true, null]\n", {"a": 1, "b": ["x", 2.5, True, None]}),
        ("# no: on\na: b # no\n", {"a": "b"}),
        ("a: ${{ cluster.name }}\nb: $(VAR) ${X}\n", {"a": "${{ cluster.name }}", "b": "$(VAR) ${X}"}),
        ("a: 'it''s'\nb: \"\\u00e9\\n\"\n", {"a": "it's", "b": "é\n"}),
        ("a: |\n  no\n\n    on\nb: >-\n  x\n  y\n\n  z\n", {"a": "no\n\n  on\n", "b": "x y\nz"}),
        ("a:\n- b:\n  - c\n- - d\n", {"a": [{"b": ["c"]}, ["d"]]}),
        ("a: b\n  c\n\n  d\n", {"a": "b c\nd"}),
        ("---\na: 1\n...\n", {"a": 1}),
        ("a: 1", {"a": 1}),
        ("? a\n: b\n", {"a": "b"}),
        ('a: "x\\/y"\n', {"a": "x/y"}),
        ("a: |\n  x", {"a": "x"}),
        ("a: |\n\nb: 1\n", {"a": "", "b": 1}),
        ("a: &x [1, &y 2]\nb: *x\nc: *y\n", {"a": [1, 2], "b": [1, 2], "c": 2}),
        ("a: |\n  x\ty\nb: 1 # tab\there\n", {"a": "x\ty\n", "b": 1}),
        ("a: 0x1F\nb: .5\nc: +1\nd: 1.0e+3\ne: ~\n", {"a": 31, "b": 0.5, "c": 1, "d": 1000.0, "e": None}),
        ("a:\n", {"a": None}),
        ("版本: 1.2.3\n", {"版本": "1.2.3"}),
        ("[a, b]\n", ["a", "b"]),
        ("a: 9223372036854775807\nb: -9223372036854775808\n", {"a": 2**63 - 1, "b": -(2**63)}),
    ],
)
def test_values(text: str, value: Any) -> None:
    assert exactly(value_of(text)) == exactly(value)


def test_an_alias_is_the_same_object() -> None:
    value = value_of("a: &x {b: 1}\nc: *x\n")
    assert value["a"] is value["c"]


# What is refused


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: no\n", [("ambiguous-scalar", "1:4-6")]),
        ("- [x, on]\n", [("ambiguous-scalar", "1:7-9")]),
        ("on: x\n", [("ambiguous-scalar", "1:1-3")]),
        ("a: 1\nb:\n  a: 2\n  a: 3\n", [("duplicate-key", "4:3-4")]),
        ('a: 1\n"a": 2\n', [("duplicate-key", "2:1-4")]),
        ("a: {b: 1, b: 2}\n", [("duplicate-key", "1:11-12")]),
        ("a: &x {b: 1}\nc:\n  <<: *x\n", [("merge-key", "3:3-5")]),
        ("a: !!str 1\n", [("yaml-tag", "1:10-11")]),
        ("a: !vault |\n  x\n", [("yaml-tag", "1:11-2:4")]),
        ("a: !foo!bar x\n", [("yaml-tag", "1:4-5")]),
        ("!x a: 1\n", [("yaml-tag", "1:4-5")]),
        ("%YAML 1.2\n---\na: 1\n", [("yaml-directive", "1:1-2:4")]),
        ("%FOO\n---\na: 1\n", [("yaml-directive", "1:5-6")]),
        ("a:\tb\n", [("tab", "1:3-4")]),
        ("a:\n\tb: 1\n", [("tab", "2:1-2")]),
        ("a:\n  b: 1\n \tc: 1\n", [("tab", "3:2-3")]),
        ('a: "x\ty"\n', [("tab", "1:6-7")]),
        ("a: |\n\tx\n", [("tab", "2:1-2")]),
        (b"a: 1\nb: caf\xe9\n", [("not-utf8", "2:7-8")]),
        (b"\xff\xfea\x00:\x00", [("not-utf8", "1:1-2")]),
        (b"\xef\xbb\xbfa: 1\n", [("byte-order-mark", "1:1-2")]),
        ("a: 1\r\nb: 2\r\n", [("carriage-return", "1:5-6")]),
        ("a: 1\rb: 2\n", [("control-character", "1:5-6")]),
        ("a: x\x00\n", [("control-character", "1:5-6")]),
        ("é: \x7f\nb: \x85\nc: \u2028\nd: \ufeff\n",
         [("control-character", "1:4-5"), ("control-character", "2:4-5"),
          ("control-character", "3:4-5"), ("control-character", "4:4-5")]),
        ("", [("empty-file", "1:1-1")]),
        ("# a comment\n\n", [("empty-file", "1:1-1")]),
        ("---\n", [("empty-file", "1:1-1")]),
        ("null\n", [("empty-file", "1:1-1")]),
        ("a: 1\n<<<<<<< HEAD\nb: 1\n=======\n\tb: 2\n>>>>>>> x\n", [("merge-conflict", "2:1-13")]),
        ("\ufeffa: 1\r\n<<<<<<< a b\r\n>>>>>>> x\r\n", [("merge-conflict", "2:1-12")]),
        ("a: |\n  <<<<<<< HEAD\n  b\n  >>>>>>> x\n", [("merge-conflict", "2:3-15")]),
        ("a: 1\n---\nb: 2\n", [("several-documents", "2:1-4")]),
        ("1: a\n", [("non-string-key", "1:1-2")]),
        ("true: a\n", [("non-string-key", "1:1-5")]),
        ("{a: {~: 1}}\n", [("non-string-key", "1:6-7")]),
        ("[a]: b\n", [("non-string-key", "1:1-4")]),
        ("? {a: b}\n: c\n", [("non-string-key", "1:3-9")]),
        ("a: .inf\nb: -.INF\nc: .nan\n",
         [("number-out-of-range", "1:4-8"), ("number-out-of-range", "2:4-9"), ("number-out-of-range", "3:4-8")]),
        ("a: 9223372036854775808\n", [("number-out-of-range", "1:4-23")]),
        ("a: -9223372036854775809\n", [("number-out-of-range", "1:4-24")]),
        ("a: " + "9" * 5000 + "\n", [("number-out-of-range", "1:4-5004")]),
        ("a: *x\n", [("unknown-alias", "1:4-6")]),
        ("a: &x [*x]\n", [("unknown-alias", "1:8-10")]),
        ("a: &x 1\nb: &x 2\n", [("duplicate-anchor", "2:4-8")]),
        ("a: &x:y 1\n", [("yaml-syntax", "1:4-10")]),
        ("a: b: c\n", [("yaml-syntax", "1:5-6")]),
        ("a: @x\n", [("yaml-syntax", "1:4-5")]),
        ('a: "x\nb: 1\n', [("yaml-syntax", "1:4-5")]),
        ("a: [1, 2\n", [("yaml-syntax", "1:4-5")]),
        ("a: {b: 1\n", [("yaml-syntax", "1:4-5")]),
        ("a:\n  b: 1\n c: 2\n", [("yaml-syntax", "3:2-3")]),
        ("a: b\n c: d\n", [("yaml-syntax", "2:3-4")]),
        ("- a\nb: c\n", [("yaml-syntax", "2:1-2")]),
        ('a: "b" c\n', [("yaml-syntax", "1:8-9")]),
        ("a: [\n", [("yaml-syntax", "1:4-5")]),
        ("a: |x\n", [("yaml-syntax", "1:5-6")]),
        ("a: |-#x\n  y\n", [("yaml-syntax", "1:6-7")]),
        ('a: "x"#y\nb: [1]#y\n', [("yaml-syntax", "1:7-8"), ("yaml-syntax", "2:7-8")]),
        ("a: x\nb\nc: 1\n", [("yaml-syntax", "2:1-2")]),
        ('a: "\\q"\n', [("yaml-syntax", "1:5-6")]),
        ("a: {{ .Name }}\n", [("yaml-syntax", "1:4-15")]),
        ("a: x\nb: [x, ${{ c }}]\n", [("yaml-syntax", "2:8-16")]),
        ("{{ x }}: y1\n", [("yaml-syntax", "1:1-8")]),
    ],
)  # fmt: skip
def test_refused(text: str | bytes, expected: list[tuple[str, str]]) -> None:
    assert findings(text) == expected


@pytest.mark.parametrize(
    ("text", "message", "help_text"),
    [
        ("a: no\n", "'no' is text in YAML 1.2 but false in YAML 1.1", 'Write "no" for text, false for a boolean.'),
        ("no: a\n", "'no' is text in YAML 1.2 but false in YAML 1.1", 'Write "no".'),
        ("a: 0777\n", "'0777' is the number 777 in YAML 1.2 but the number 511 in YAML 1.1",
         'Write "0777" for text, 777 or 511 for a number.'),
        ("a: 0o17\n", "'0o17' is the number 15 in YAML 1.2 but text in YAML 1.1", 'Write "0o17" for text, 15 for a number.'),
        ("a: 12:30\n", "'12:30' is text in YAML 1.2 but a number to the base 60 in YAML 1.1",
         'Write "12:30" for text.'),
        ("a: 1_000\n", "'1_000' is text in YAML 1.2 but the number 1000 in YAML 1.1", 'Write "1_000" for text, 1000 for a number.'),
        ("a: 1e3\n", "'1e3' is the number 1000.0 in YAML 1.2 but text in YAML 1.1", 'Write "1e3" for text, 1000.0 for a number.'),
        ("a: 2026-01-05\n", "'2026-01-05' is text in YAML 1.2 but a date or time in YAML 1.1",
         'Write "2026-01-05" for text.'),
        ("a: 0X1F\n", "'0X1F' is text in YAML 1.2 but the number 31 to Kubernetes", 'Write "0X1F" for text, 31 for a number.'),
        ("a: =\n", "'=' is text in YAML 1.2 but a mark for default values in YAML 1.1", 'Write "=" for text.'),
        ("1.5: a\n", "the key '1.5' is the number 1.5, not text", 'Write "1.5".'),
        ("a: !!str no\n", "the tag '!!str' is not allowed", 'Remove it, and write "no" for text.'),
        ("a: .inf\n", "'.inf' is not a finite number", 'Kubernetes holds no such number; write ".inf" for text.'),
        ("a: {{ .Name }}\n", "YAML reads the braces of '{{ .Name }}' as its own",
         'Quote the whole value: "{{ .Name }}".'),
        ('a: {{ index .Annotations "k" }}/x\n', "YAML reads the braces of '{{ index .Annotations \"k\" }}/x' as its own",
         "Quote the whole value: '{{ index .Annotations \"k\" }}/x'."),
        ("a: [serve, --x=${{ a }}]\n", "YAML reads the braces of '--x=${{ a }}' as its own",
         'Quote the whole value: "--x=${{ a }}".'),
        ("a: '{{ x }}' y\n", "the value ends before this, and only a comment may follow it",
         "Put the whole value in quotes."),
        ("a: %x\n", "a value cannot begin with '%'", "Put the whole value in quotes."),
        ("a: *\n", "'&' and '*' must be followed by a name of letters, digits, '-' and '_'",
         "Put a value that begins with '&' or '*' in quotes."),
        ('a: 2026-01-05T07:02:33Z\n', "'2026-01-05T07:02:33Z' is text in YAML 1.2 but a date or time in YAML 1.1",
         'Write "2026-01-05T07:02:33Z" for text; leave out what the API server sets, such as creationTimestamp.'),
        ("a: 1\r\n", "1 line ends in a carriage return (CRLF)",
         "Save the file with Unix line ends (LF); a line '*.yaml text eol=lf' in .gitattributes keeps them."),
    ],
)  # fmt: skip
def test_words(text: str, message: str, help_text: str) -> None:
    assert only(text) == (message, help_text)


def test_a_repeated_key_names_both_places() -> None:
    (diagnostic,) = read_document(PATH, b"name: a\nspec: 1\nname: b\n")[1]
    assert diagnostic.message == "the key 'name' stands twice in one mapping"
    assert diagnostic.related == (Related(Span(PATH, 1, 1, 1, 5), "it stands here first"),)


def test_an_open_bracket_is_shown_where_it_opens() -> None:
    (diagnostic,) = read_document(PATH, b"a: [b,\n  c\nd: {e: 1}\n")[1]
    assert diagnostic.message == "the list in brackets goes on without ',' or is not closed by ']'"
    assert place(diagnostic.span) == "3:2-3"
    assert diagnostic.related == (Related(Span(PATH, 1, 4, 1, 5), "the list begins here"),)


@pytest.mark.parametrize(
    ("text", "where", "help_text"),
    [
        ("a: 1\nb:c\nd: 1\n", "2:1-4", "Write b: c."),
        ("a: 1\nb:c", "2:1-4", "Write b: c."),
        ("b:c\nd: 1\n", "1:1-4", "Write b: c."),
        ("m:\n  b:c\n  d: 1\n", "2:3-6", "Write b: c."),
        ("m:\n  b:c # why\n  d: 1\n", "2:3-6", "Write b: c."),
        ("m:\n  b:c\n\n  # why\n  d: 1\n", "2:3-6", "Write b: c."),
        ("b:c # why\nd: 1\n", "1:1-4", "Write b: c."),
        ("m:\n- b:c\n  d: 1\n", "2:3-6", "Write b: c."),
        ("m:\n- b:c # why\n  d: 1\n", "2:3-6", "Write b: c."),
        ("m:\n- b: 1\n  c:d\n- b: 2\n", "3:3-6", "Write c: d."),
        ("m:\n- - b:c\n    d: 1\n", "2:5-8", "Write b: c."),
        ("a: [1]\nb:[x, y]\nc: 1\n", "2:1-9", "Write b: [x, y]."),
        ('a: "x"\nb:"y z"\n', "2:1-8", 'Write b: "y z".'),
        ("a: |\n  x\nb:c\n", "3:1-4", "Write b: c."),
        ("a: 1\nb:${{ c.d }}/e\n", "2:1-15", "Write b: ${{ c.d }}/e."),
        ("a: 1\nb :c\n", "2:1-5", "Write b: c."),
        ("a: 1\nb c d\n", "2:1-6", "Write b: c d, or join the line to the value it belongs to."),
        ("a: 1\nb\n  c: 1\n", "2:1-2", "Write b: and its value, or join the line to the value it belongs to."),
        ("b\n  c: 1\n", "1:1-2", "Write b: and its value, or join the line to the value it belongs to."),
        ("a: 1\nhttp://b\n", "2:1-9", "Write key: value, or join the line to the value it belongs to."),
        ("a: 1\nb:" + "c" * 200 + "\n", "2:1-203", "Write b: " + "c" * 96 + "…."),
    ],
)  # fmt: skip
def test_a_key_without_its_colon_is_shown_where_it_stands(text: str, where: str, help_text: str) -> None:
    assert findings(text) == [("yaml-syntax", where)]
    assert only(text) == ("a key needs ': ' after it", help_text)


@pytest.mark.parametrize(
    ("text", "where", "help_text"),
    [
        ("a:\n- b\n-c\n", "3:1-3", "Write - c."),
        ("a:\n  - --b\n  --c=d e\n", "3:3-10", "Write - --c=d e."),
    ],
)
def test_a_hyphen_without_its_space_is_shown_where_it_stands(text: str, where: str, help_text: str) -> None:
    assert findings(text) == [("yaml-syntax", where)]
    assert only(text) == ("a list's hyphen needs a space after it", help_text)


@pytest.mark.parametrize(
    ("text", "where", "message"),
    [
        ("a: b\n  c: d\n", "2:4-5", "this key is indented as part of the value above it"),
        ("m:\n  - a: b\n  c: d\n", "3:3-4", "this line stands beside a list but does not begin with '- '"),
        ("m:\n  - a\n  c: d\n", "3:3-4", "this line stands beside a list but does not begin with '- '"),
        ("m:\n    a: 1\n  b: 2\n", "3:3-4", "this line stands in no column where a mapping or list above it can go on"),
        ('m:\n  "a":b\n  c: d\n', "2:6-7", "the value ends before this, and only a comment may follow it"),
        ("m:\n  - a\nb: c: d\n", "3:5-6", "a value without quotes cannot contain ': '"),
    ],
)
def test_a_key_below_text_is_the_mistake_where_the_text_can_be_no_key(text: str, where: str, message: str) -> None:
    assert findings(text) == [("yaml-syntax", where)]
    assert only(text)[0] == message


@pytest.mark.parametrize(
    ("text", "where", "message", "help_text"),
    [
        ("a: [", "1:4-5", "the list in brackets is not closed", "Put ']' at its end."),
        ("a: {\n\n", "1:4-5", "the mapping in braces is not closed", "Put '}' at its end."),
        ("m:\n  a: [b,\n", "2:6-7", "the list in brackets is not closed", "Put ']' at its end."),
        ("m:\n  a: [b,\n  # c\n", "2:6-7", "the list in brackets is not closed", "Put ']' at its end."),
        ("a: [{b: 1}, {", "1:13-14", "the mapping in braces is not closed", "Put '}' at its end."),
        ("a: [{b: 1},", "1:4-5", "the list in brackets is not closed", "Put ']' at its end."),
        ("a: {b:", "1:4-5", "the mapping in braces is not closed", "Put '}' at its end."),
        ("a: [b:", "1:4-5", "the list in brackets is not closed", "Put ']' at its end."),
        ("a: [\nb: 1\n", "1:4-5", "the list in brackets is not closed", "Put ']' at its end."),
        ("a: [\n- b\n", "2:1-2", "a list cannot begin here",
         "Begin the list on a line of its own under the key, or write it as [a, b]."),
    ],
)  # fmt: skip
def test_what_is_not_closed_is_shown_where_it_opens(text: str, where: str, message: str, help_text: str) -> None:
    assert findings(text) == [("yaml-syntax", where)]
    assert only(text) == (message, help_text)


def test_everything_wrong_is_said_in_one_run() -> None:
    text = "\ufeffa: no\r\nb:\tx\r\n1: y\r\na: !!str z\r\nc: [on, 0777]\r\nd: {{ .Name }}\r\nd: 08\r\n"
    assert findings(text) == [
        ("byte-order-mark", "1:1-2"),
        ("carriage-return", "1:6-7"),
        ("ambiguous-scalar", "1:4-6"),
        ("non-string-key", "3:1-2"),
        ("ambiguous-scalar", "3:4-5"),
        ("duplicate-key", "4:1-2"),
        ("yaml-tag", "4:10-11"),
        ("ambiguous-scalar", "5:5-7"),
        ("ambiguous-scalar", "5:9-13"),
        ("yaml-syntax", "6:4-15"),
        ("duplicate-key", "7:1-2"),
        ("ambiguous-scalar", "7:4-6"),
        ("tab", "2:3-4"),
    ]


def test_lines_before_a_break_are_judged_too() -> None:
    assert findings("a: no\nb: [on,\n  {c: 0777}]\nd: x: y\ne: off\n") == [
        ("yaml-syntax", "4:5-6"),
        ("ambiguous-scalar", "1:4-6"),
        ("ambiguous-scalar", "2:5-7"),
        ("ambiguous-scalar", "3:7-11"),
    ]


# What is bounded


def test_aliases_are_bounded() -> None:
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 40)
    )
    assert findings(bomb) == [("alias-limit", "5:10-13")]
    assert findings("a: &a x\nb: [" + "*a, " * 10_001 + "]\n") == [("alias-limit", "2:40005-40007")]
    assert len(value_of("a: &a x\nb: [" + "*a, " * 10_000 + "]\n")["b"]) == 10_000


def test_depth_is_bounded() -> None:
    for text in ("[" * 100_000, "[" * 100_000 + "]" * 100_000, "{a: " * 100_000, "- " * 100_000, "? " * 100_000):
        assert [rule for rule, _ in findings(text)] == ["too-deep"]
    assert findings("".join(" " * i + f"k{i}:\n" for i in range(80))) == [("too-deep", "65:65-66")]
    assert findings("[" * 65 + "]" * 65) == [("too-deep", "1:65-66")]
    assert exactly(value_of("[" * 64 + "]" * 64)) == exactly(json.loads("[" * 64 + "]" * 64))


def test_depth_counts_through_aliases() -> None:
    text = "a: &a " + "[" * 40 + "]" * 40 + "\nb: " + "[" * 30 + "*a" + "]" * 30 + "\n"
    assert findings(text) == [("too-deep", "2:34-36")]


def test_size_is_bounded() -> None:
    assert findings("a: " + "x" * (1 << 20)) == [("file-too-large", "1:1-1")]
    assert findings("a: [" + "x," * 100_001 + "]\n") == [("file-too-large", "1:200003-200004")]
    assert value_of("a: " + "x" * ((1 << 20) - 3)) == {"a": "x" * ((1 << 20) - 3)}


@pytest.mark.parametrize(
    "piece", ["a ", "a: ", "{", "}", '"', "'", "#", " #", "\t", "- ", "| ", "{{ ", ": ", "&", "_", "0"]
)
def test_a_megabyte_on_one_line_is_answered(piece: str) -> None:
    for start in ("", "a: ", "a: [", "- '", "a: |\n "):
        text = start + piece * (((1 << 20) - 10) // len(piece))
        document, diagnostics = read_document(PATH, text.encode())
        assert (document is None) == bool(diagnostics)


@pytest.mark.parametrize("start", ["9", "-9", "0x", "0X", "0o", "0b", "0", "1_", "1.", "1e", "1:"])
def test_a_number_without_end_is_answered_shortly(start: str) -> None:
    number = start + "1" * 100_000
    for text in (f"a: {number}\n", f"{number}: a\n", f"[{number}]\n", f"? {number}\n"):
        for read in (read_document, read_live):
            document, diagnostics = read(PATH, text.encode())
            assert (document is None) == bool(diagnostics)
            assert all(len(diagnostic.message + diagnostic.help) < 500 for diagnostic in diagnostics)


def test_no_more_is_said_than_one_can_read() -> None:
    assert len(findings("a: x\n" + "b\x01: 1\n" * 1000)) == 20
    assert len([rule for rule, _ in findings("".join(f"a{i}:\tx\n" for i in range(1000))) if rule == "tab"]) == 20


@pytest.mark.parametrize(
    "script",
    [
        "cat <<EOF",
        "grep -c '<<<<<<< ' file && grep -c '>>>>>>> ' file",
        "Title\n=======",
        "<<<<<<< HEAD",
        ">>>>>>> x\n<<<<<<< HEAD",
        "<<<<<<<< HEAD\n>>>>>>>> x",
    ],
)
def test_what_only_looks_like_an_unresolved_merge_is_text(script: str) -> None:
    lines = script.replace("\n", "\n  ")
    document, problems = read_document(PATH, f"a: |-\n  {lines}\n".encode())
    assert document is not None
    assert (document.value, problems) == ({"a": script}, ())
