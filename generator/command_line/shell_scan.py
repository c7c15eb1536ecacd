"""A shell script gone through once: the parameters that it reads, and where it has quotes, comments and here-documents.

Only as much of the grammar as tells what a shell expands from text that looks like it: quotes, comments,
here-documents, substitutions, `case`, and the bodies of functions.

Source: shell command language, https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html
"""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache

from msgspec import Struct

_PARAMETER_PATTERN = r"(?P<parameter>\$(?:[@*#0-9]|\{[#!]?(?:[@*#]|[0-9]+)(?![A-Za-z0-9_])))"
_SET_PATTERN = r"(?<![\w$./-])set(?:[ \t]+[-+]?\w+){0,6}[ \t]+--(?=[\s\"'$\\`;)]|$)"
_TOKEN = re.compile(
    rf"""
    \\.
  | {_PARAMETER_PATTERN}
  | (?P<ansi>\$')
  | \$[$!?-]
  | (?P<heredoc>(?<!<)<<(?!<)(?P<tabs>-?)[ \t]*(?P<quote>['"\\]?)(?P<end>[A-Za-z_][\w.-]*)['"]?)
  | (?P<function>\([ \t]*\)\s{{0,80}}\{{)
  | (?P<open>\$?\(\(|\$?\(|\$?\{{)
  | (?P<close>\)\)|\)|\}})
  | (?P<set>{_SET_PATTERN})
  | (?P<case>(?<![\w$./-])case(?=[ \t]+[^\n]{{1,200}}?[ \t]in(?:\s|$)))
  | (?P<esac>(?<![\w$./-])esac(?![\w-]))
  | (?P<sign>['"`\#\n;|]|(?<![<>])&(?!>))
    """,
    re.VERBOSE | re.DOTALL,
)
_PARAMETER = re.compile(rf"\\.|{_PARAMETER_PATTERN}", re.DOTALL)
_SET = re.compile(_SET_PATTERN)
_ANSI_END = re.compile(r"(?:[^'\\]|\\.)*'?", re.DOTALL)
_NAMED_FUNCTION = re.compile(r"\bfunction[ \t]+[^\s(){}]+\s{0,80}$")
_SHELL = r"(?<![\w.-])(?:ba|da|k|a|z)?sh"
_RUN_LATER = re.compile(rf"(?:\btrap|\beval|(?:{_SHELL}|\bsu)[ \t](?:\\\n|[^\n;&|]){{0,80}}?-[a-z]*c)(?:[ \t]|\\\n)+$")
"""What a shell's own text in quotes stands behind."""
_READ_BY_SHELL = re.compile(rf"{_SHELL}(?:[ \t]+[-+]\S+)*[ \t]*$")
"""A shell behind which its script follows as a here-document."""
_BACK = 120
"""Characters that are looked at before a quote or a here-document."""


class Literal(Enum):
    """Where a shell expands nothing."""

    COMMENT = "comment"
    QUOTES = "quotes"
    DOCUMENT = "document"
    """A here-document whose end is quoted."""


class Parameter(Struct, frozen=True):
    """A positional parameter as written. `given`: whether it is the script's own, no function's, and not set by it."""

    written: str
    given: bool

    @property
    def name(self) -> str:
        """Return its name: a number or a sign."""
        return self.written.strip("${#!")


class Scanned(Struct, frozen=True):
    """What is found in a script, in order."""

    parameters: tuple[Parameter, ...]
    literals: tuple[tuple[int, int, Literal], ...]
    """Where each begins and ends; those that a shell reads all the same, as `bash -c '…'` does, are not there."""


@lru_cache(maxsize=256)
def scan(script: str) -> Scanned:
    """Go through a script."""
    found = _Scan(script)
    position = 0
    while (token := _TOKEN.search(script, position)) is not None:
        position = found.take(token)
    return Scanned(tuple(found.parameters), tuple(found.literals))


class _Scan:
    """`stack` holds what is open: `(` a command, `"` quotes, `{` a group, `$` an expansion in braces, `f` a function's
    body, `a` arithmetic, `c` a case, a backquote."""

    def __init__(self, script: str) -> None:
        self.script = script
        self.parameters: list[Parameter] = []
        self.literals: list[tuple[int, int, Literal]] = []
        self._stack = ["("]
        self._commands = [0]
        """Indices in the stack of what has parameters for itself."""
        self._functions = 0
        self._heredocs: list[re.Match[str]] = []
        self._replaced: set[int] = set()
        """Indices in the stack of commands that have parameters of their own, by `set --`."""
        self._settings: list[tuple[int, int]] = []
        """The `set --` whose words are read: how much was open there, and the index of its command."""

    def take(self, token: re.Match[str]) -> int:
        """Take a token and return where to go on."""
        quoted = self._quoted()
        match token.lastgroup:
            case "parameter":
                self._add(token["parameter"])
                if token["parameter"][1:2] == "{":
                    self._push("$")
            case "ansi" if not quoted:
                return self._literal(token, _ANSI_END.match(self.script, token.end()))
            case "heredoc" if not quoted and self._stack[-1] != "a":
                self._heredocs.append(token)
            case "function" if not quoted:
                self._push("f")
            case "open":
                self._open(token[0], token.start(), quoted)
            case "close" if not quoted or self._stack[-1] == "$":
                return self._close(token)
            case "set":
                self._settings.append((len(self._stack), self._commands[-1]))
            case "case" if not quoted:
                self._push("c")
            case "esac" if self._stack[-1] == "c":
                self._pop()
            case "sign":
                return self._sign(token, quoted)
        return token.end()

    def _quoted(self) -> bool:
        return self._stack[-1] == '"' or self._stack[-2:] == ['"', "$"]

    def _add(self, written: str) -> None:
        self.parameters.append(Parameter(written, not self._functions and not self._replaced))

    def _push(self, sign: str) -> None:
        if sign in "(f`":
            self._commands.append(len(self._stack))
        self._functions += sign == "f"
        self._stack.append(sign)

    def _pop(self) -> None:
        closed = self._stack.pop()
        self._functions -= closed == "f"
        self._end_sets(len(self._stack) + 1)
        if closed in "(f`":
            self._replaced.discard(self._commands.pop())

    def _end_sets(self, depth: int) -> None:
        """End those that began with so much open, or more."""
        while self._settings and self._settings[-1][0] >= depth:
            self._replaced.add(self._settings.pop()[1])

    def _open(self, sign: str, start: int, quoted: bool) -> None:
        if quoted and sign[0] != "$":
            return
        if sign == "${":
            self._push("$")
        elif sign == "{":
            begun = _NAMED_FUNCTION.search(self.script, max(0, start - 200), start) is not None
            self._push("f" if begun else "{")
        else:
            self._push("a" if sign.endswith("((") else "(")

    def _close(self, token: re.Match[str]) -> int:
        top = self._stack[-1]
        if token[0] == "}":
            if top in "{$f":
                self._pop()
            return token.end()
        if top == "a" and token[0] == "))":
            self._pop()
            return token.end()
        if top == "(" and len(self._stack) > 1:
            self._pop()
        # Two of them may close two things.
        return token.start() + 1

    def _sign(self, token: re.Match[str], quoted: bool) -> int:
        sign, start = token[0], token.start()
        if sign in ('"', "`"):
            if self._stack[-1] == sign:
                self._pop()
            else:
                self._push(sign)
        elif sign == "'" and not quoted:
            return self._single_quoted(start)
        elif sign == "#" and not quoted and self.script[start - 1 : start] in ("", " ", "\t", "\n", ";", "&", "|", "("):
            end = self.script.find("\n", start)
            end = end if end >= 0 else len(self.script)
            self.literals.append((start, end, Literal.COMMENT))
            return end
        elif sign in "\n;&|":
            self._end_sets(len(self._stack))
            if sign == "\n" and self._heredocs:
                return self._bodies(token.end())
        return token.end()

    def _literal(self, token: re.Match[str], end: re.Match[str] | None) -> int:
        stop = end.end() if end is not None else token.end()
        self.literals.append((token.start(), stop, Literal.QUOTES))
        return stop

    def _single_quoted(self, start: int) -> int:
        end = self.script.find("'", start + 1) + 1 or len(self.script)
        if _RUN_LATER.search(self.script, max(0, start - _BACK), start) is None:
            self.literals.append((start, end, Literal.QUOTES))
        elif _SET.search(self.script, start, end):
            self._replaced.add(self._commands[-1])
        return end

    def _bodies(self, position: int) -> int:
        """Go over the here-documents that begin on the next line; those that are not quoted are expanded."""
        for operator in self._heredocs:
            tabs = r"\t*" if operator["tabs"] else ""
            ending = re.compile(rf"^{tabs}{re.escape(operator['end'])}$", re.MULTILINE)
            found = ending.search(self.script, position)
            last = found.start() if found is not None else len(self.script)
            before = self.script[max(0, operator.start() - _BACK) : operator.start()]
            if not operator["quote"]:
                for token in _PARAMETER.finditer(self.script, position, last):
                    if token["parameter"]:
                        self._add(token["parameter"])
            elif _READ_BY_SHELL.search(before) is None:
                self.literals.append((position, last, Literal.DOCUMENT))
            position = found.end() if found is not None else last
        self._heredocs = []
        return position
