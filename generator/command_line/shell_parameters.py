"""What a shell script does with its own arguments, told from its text: which positional parameters it reads, and where.

Only as much of the grammar as tells a parameter from text that looks like one: quotes, comments, here-documents,
substitutions and the bodies of functions, whose parameters are others. In doubt, a parameter counts as read.

Source: shell command language, https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html
"""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct

_TOKEN = re.compile(
    r"""
    \\.
  | (?P<parameter>\$(?:[@*#0-9]|\{[#!]?(?:[@*#]|[0-9]+)(?![A-Za-z0-9_])))
  | (?P<ansi>\$')
  | \$[$!?-]
  | (?P<heredoc>(?<!<)<<(?!<)-?[ \t]*(?P<quote>['"\\]?)(?P<end>[A-Za-z_]\w*)['"]?)
  | (?P<function>\([ \t]*\)\s{0,80}\{)
  | (?P<open>\$?\(\(|\$?\(|\$?\{)
  | (?P<close>\)\)|\)|\})
  | (?P<sign>['"`\#\n])
    """,
    re.VERBOSE | re.DOTALL,
)
_PARAMETER = re.compile(r"\\.|(?P<parameter>\$(?:[@*#0-9]|\{[#!]?(?:[@*#]|[0-9]+)(?![A-Za-z0-9_])))", re.DOTALL)
_ANSI_END = re.compile(r"(?:[^'\\]|\\.)*'?", re.DOTALL)
_NAMED_FUNCTION = re.compile(r"\bfunction[ \t]+[^\s(){}]+\s{0,80}$")
_OTHERWISE = re.compile(
    r"\b(?:shift|getopts|BASH_ARG[VC])\b|\bfor[ \t]+\w+[ \t]*(?:\n|;)\s*do\b|^(?![ \t]*\#)[^\n]*\$\{?[@*]", re.MULTILINE
)
"""What reads the arguments without naming a parameter, and all arguments in whatever quotes."""
_SOURCED = re.compile(
    r"""(?:^|[;&|({]|\b(?:then|do|else)\b)[ \t]*(?:source|\.)[ \t]+["']?"""
    r"""(?!\S*(?:activate|set_?env\.sh|set_?vars\.sh|profile|bashrc|conda\.sh|\.env)["']?(?:[\s;&|)]|$))\S""",
    re.MULTILINE,
)
"""A file that is run in the script's place, with its arguments; some are known to set variables and no more."""
_SET = re.compile(r"\bset[ \t]+--(?=[\s\"'$\\]|$)")
_NAME_TAKEN = re.compile(r"""\$\{?0\}?["']?[ \t]+["']?\$\{?[@*1]|\bset[ \t]+--[ \t]+["']?\$\{?0|\(["']?\$\{?0""")
"""`$0` as the argument before the others, as in `set -- "$0" "$@"`."""


class Reads(Struct, frozen=True):
    """How a script uses its arguments."""

    arguments: bool
    """Whether it reads them outside of functions, before it sets others."""
    anything: bool
    """Whether anything in it could read them."""
    name: bool
    """Whether it takes `$0` for an argument too."""
    zero: bool
    """Whether it reads `$0` at all."""


@lru_cache(maxsize=1024)
def reads(script: str) -> Reads:
    """Return what a script reads of its arguments."""
    scan = _Scan(script)
    scan.run()
    replaced = _SET.search(script)
    end = script.find("\n", replaced.end()) if replaced is not None else -1
    last = end if end >= 0 else len(script)
    outside = any(offset < last and name.strip("${#!") != "0" for name, offset, inside in scan.parameters if not inside)
    names = {name.strip("${#!") for name, _, _ in scan.parameters}
    otherwise = _OTHERWISE.search(script) or _SOURCED.search(script)
    anything = bool(names - {"0"}) or otherwise is not None
    return Reads(outside, anything, _NAME_TAKEN.search(script) is not None, "0" in names)


class _Scan:
    """Goes through a script once. `stack` holds what is open: `(` a command, `"` quotes, `{` a group, `$` an expansion
    in braces, `f` a function's body, `a` arithmetic, a backquote."""

    def __init__(self, script: str) -> None:
        self.script = script
        self.parameters: list[tuple[str, int, bool]] = []
        """Each parameter as written, where, and whether in a function."""
        self._stack = ["("]
        self._heredocs: list[tuple[str, bool]] = []

    def run(self) -> None:
        """Fill `parameters`."""
        position = 0
        while (token := _TOKEN.search(self.script, position)) is not None:
            position = self._take(token)

    def _take(self, token: re.Match[str]) -> int:
        """Take a token and return where to go on."""
        quoted = self._quoted()
        match token.lastgroup:
            case "parameter":
                self._add(token, token.start())
            case "ansi" if not quoted:
                end = _ANSI_END.match(self.script, token.end())
                return end.end() if end is not None else token.end()
            case "end" | "quote" | "heredoc" if not quoted and self._stack[-1] != "a":
                self._heredocs.append((token["end"], not token["quote"]))
            case "function" if not quoted:
                self._stack.append("f")
            case "open":
                self._open(token[0], token.start(), quoted)
            case "close" if not quoted or self._stack[-1] == "$":
                return self._close(token)
            case "sign":
                return self._sign(token, quoted)
        return token.end()

    def _quoted(self) -> bool:
        return self._stack[-1] == '"' or self._stack[-2:] == ['"', "$"]

    def _add(self, token: re.Match[str], start: int) -> None:
        self.parameters.append((token["parameter"], start, "f" in self._stack))
        if token["parameter"][1:2] == "{":
            self._stack.append("$")

    def _open(self, sign: str, start: int, quoted: bool) -> None:
        if quoted and sign[0] != "$":
            return
        if sign == "${":
            self._stack.append("$")
        elif sign == "{":
            begun = _NAMED_FUNCTION.search(self.script, max(0, start - 200), start) is not None
            self._stack.append("f" if begun else "{")
        else:
            self._stack.append("a" if sign.endswith("((") else "(")

    def _close(self, token: re.Match[str]) -> int:
        top = self._stack[-1]
        if token[0] == "}":
            if top in "{$f":
                self._stack.pop()
            return token.end()
        if top == "a" and token[0] == "))":
            self._stack.pop()
            return token.end()
        if top == "(" and len(self._stack) > 1:
            self._stack.pop()
        # Two of them may close two things.
        return token.start() + 1

    def _sign(self, token: re.Match[str], quoted: bool) -> int:
        sign, start = token[0], token.start()
        if sign in ('"', "`"):
            if self._stack[-1] == sign:
                self._stack.pop()
            else:
                self._stack.append(sign)
        elif sign == "'" and not quoted:
            end = self.script.find("'", start + 1)
            return end + 1 if end >= 0 else len(self.script)
        elif sign == "#" and not quoted and self.script[start - 1 : start] in ("", " ", "\t", "\n", ";", "&", "|", "("):
            end = self.script.find("\n", start)
            return end if end >= 0 else len(self.script)
        elif sign == "\n" and self._heredocs:
            return self._bodies(token.end())
        return token.end()

    def _bodies(self, position: int) -> int:
        """Go over the here-documents that begin on the next line; those that are not quoted are expanded."""
        for end, expanded in self._heredocs:
            found = re.compile(rf"^\t*{end}$", re.MULTILINE).search(self.script, position)
            last = found.start() if found is not None else len(self.script)
            if expanded:
                for token in _PARAMETER.finditer(self.script, position, last):
                    if token["parameter"]:
                        self.parameters.append((token["parameter"], token.start(), "f" in self._stack))
            position = found.end() if found is not None else last
        self._heredocs = []
        return position
