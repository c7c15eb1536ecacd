"""Names on the wrong level: a Go template's field in our braces, or one of our names in a Go template's.

Four levels can meet in one text: `${{ }}` is ours, `{{ }}` is filled in by KServe or Hydra, `$(X)` by the kubelet,
`${X}` by the shell.
"""

from __future__ import annotations

import re

from generator.expressions.errors import MISPLACED, ExpressionError, Place, shown
from generator.expressions.functions import CALLS
from generator.expressions.names import ROOTS

_MAX_ACTION = 4096
_WORDS = "else|end|if|with|range|index|printf|len|eq|ne|lt|le|gt|ge|and|or|not"
_GO_ACTION = re.compile(rf"-?\s*(?:(?:{_WORDS})\s+|\(\s*){{0,8}}[.$][A-Za-z]|-?\s*(?:end|else)\s*-?\s*\Z")
_KSERVE_FIELD = re.compile(r"\.(Name|Namespace|Labels|Annotations)\b")
_KSERVE_KEY = re.compile(r"""index\s+\.(Annotation|Label)s\s+["'`]([^"'`]*)["'`]""")

_ROOT = "|".join(ROOTS)
_TOKEN = re.compile(
    rf"""(?P<end>\}}\}})
    |"(?:[^"\\\n]|\\.)*" | `[^`]*` | '(?:[^'\\\n]|\\.)*'
    |(?P<ours>(?<![.$\w])(?:file\(|(?:{_ROOT})(?:\.[A-Za-z]\w*(?:\[[^\]\n]{{0,99}}\])*)+))
    |\w+
    |.""",
    re.VERBOSE | re.DOTALL,
)
_COMMENT = re.compile(r"-?\s*/\*")


def go_action_error(source: str) -> ExpressionError | None:
    """Return the error of an expression that is a Go template's action, None for every other text."""
    if not _GO_ACTION.match(source):
        return None
    action = " ".join(source.split()).strip("- ")
    who = "KServe" if _KSERVE_FIELD.search(action) else "KServe or Hydra"
    place = _stripped(source)
    message = f"'{shown(action)}' is filled in by {who} on the cluster, not here"
    return ExpressionError(MISPLACED, message, f"Write {{{{ {shown(action)} }}}}{_placeholder(action)}.", *place)


def _stripped(source: str) -> Place:
    return Place(len(source) - len(source.lstrip()), len(source.strip()))


def _placeholder(action: str) -> str:
    key = _KSERVE_KEY.match(action)
    if key:
        return f" or ${{{{ placeholder.{key[1].lower()}('{shown(key[2])}') }}}}"
    if action in (".Name", ".Namespace"):
        return f" or ${{{{ placeholder.{action[1:].lower()} }}}}"
    return ""


def names_in_actions(text: str) -> tuple[ExpressionError, ...]:
    """Return an error for each of our names that stands in a Go action of a text without expressions of ours."""
    found: list[ExpressionError] = []
    position = 0
    while (start := text.find("{{", position)) >= 0:
        begin = start + 2
        if text[start - 1 : start] == "$":
            position = begin
            continue
        tokens, end = _action(text, begin)
        found += (_misplaced(token) for token in tokens if token["ours"])
        position = end
    return tuple(found)


def _action(text: str, begin: int) -> tuple[list[re.Match[str]], int]:
    """Return the tokens of the action whose braces open before `begin`, none for a comment, and where to go on."""
    stretch = begin + _MAX_ACTION
    comment = _COMMENT.match(text, begin)
    if comment:
        end = text.find("*/", comment.end(), stretch)
        return [], end if end >= 0 else stretch
    tokens: list[re.Match[str]] = []
    for token in _TOKEN.finditer(text, begin, stretch):
        if token["end"]:
            return tokens, token.end()
        tokens.append(token)
    # No action ends in this stretch; the last braces in it may begin one that ends later.
    last = text.rfind("{{", begin, stretch)
    return [], last if last >= 0 else stretch


def _misplaced(match: re.Match[str]) -> ExpressionError:
    name = match["ours"].rstrip("(")
    return ExpressionError(
        MISPLACED,
        f"'{shown(name)}' stands in braces that are filled in on the cluster, where nobody knows it",
        f"Write ${{{{ {CALLS.get(name, shown(name))} }}}}; with the dollar sign it is filled in here.",
        match.start("ours"),
        len(name),
    )
