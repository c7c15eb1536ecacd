"""libyaml's findings in our words."""

from __future__ import annotations

INDENT = "Indent it like the other lines of its mapping or list, with spaces."
QUOTE = "Put the whole value in quotes."

WORDING = {
    "could not find expected ':'": (
        "this line has no ':' after its key",
        "Write key: value, or join it to the value it belongs to.",
    ),
    "block sequence entries are not allowed in this context": (
        "a list cannot begin here",
        "Begin the list on a line of its own under the key, or write it as [a, b].",
    ),
    "mapping keys are not allowed in this context": ("'? ' cannot stand here", QUOTE),
    "mapping values are not allowed in this context": ("a value without quotes cannot contain ': '", QUOTE),
    "did not find expected alphabetic or numeric character": (
        "'&' and '*' must be followed by a name of letters, digits, '-' and '_'",
        "Put a value that begins with '&' or '*' in quotes.",
    ),
    "found an indentation indicator equal to 0": (
        "a block's indentation must be 1 to 9",
        "Write | or > alone: the first line's indentation counts.",
    ),
    "did not find expected comment or line break": (
        "only a comment may follow | or > on its line",
        "Begin the text on the next line, or put the value in quotes.",
    ),
    "found unknown escape character": (
        "double quotes know no such escape",
        r"Write \\ for a backslash, or use single quotes, where it stands for itself.",
    ),
    "did not find expected hexdecimal number": (
        "the escape needs more hexadecimal digits",
        r"Write \xHH, \uHHHH or \UHHHHHHHH.",
    ),
    "found invalid Unicode character escape code": (
        "the escape names no Unicode character",
        r"Write the character itself, or its code as \UHHHHHHHH.",
    ),
    "did not find expected '-' indicator": ("this line stands beside a list but does not begin with '- '", INDENT),
    "did not find expected key": ("this line stands in no column where a mapping or list above it can go on", INDENT),
    "did not find expected ',' or ']'": (
        "the list in brackets goes on without ',' or is not closed by ']'",
        "Put ',' between items, close the list, and quote items that contain any of , [ ] { }.",
    ),
    "did not find expected ',' or '}'": (
        "the mapping in braces goes on without ',' or is not closed by '}'",
        "Put ',' between pairs, close the mapping, and quote values that contain any of , [ ] { }.",
    ),
    "did not find expected node content": ("a value is expected here", QUOTE),
    "the list in brackets is not closed": ("the list in brackets is not closed", "Put ']' at its end."),
    "the mapping in braces is not closed": ("the mapping in braces is not closed", "Put '}' at its end."),
    "found unexpected document indicator": ("the quote is not closed before the document's end", "Close the quote."),
    "found unexpected end of stream": ("the quote is not closed", "Close the quote."),
}
"""libyaml's `problem` → message and help."""
