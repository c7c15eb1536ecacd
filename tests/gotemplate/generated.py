"""Makes templates with data from a seed, for comparing with Go.

Two thirds are mostly right; the others are odd in one way (values where they do not fit, broken texts) or both.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from typing import Any


def words(text: str) -> tuple[str, ...]:
    """Return what stands in a text between spaces."""
    return tuple(text.split())


NUMBERS = words(
    "0 1 2 3 -1 +2 007 0x1F 0X_f 0b101 0o17 1_000 1.5 -2.5e3 1e-7 .5 2. 0x1p4 0x.8p1 1i -2.5i 1+2i 1e3-0x1p2i "
    "'a' '\\n' '\\u00e9' '\\'' '\\x41' 1e6 123456789.0 1e21 100000.5"
)
ODD_NUMBERS = words("089 08i 1__0 0x 1e400 99999999999999999999 '' 'ab' + 1+2")
BIG_NUMBERS = words("9223372036854775807 -9223372036854775808 18446744073709551615 1e300 0x7fffffffffffffff")
STRINGS = (
    '""', '"x"', '"a b"', '"é"', '"日本"', r'"\t\n"', r'"\xff\xc3"', r'"\u00e9\"q\""', "`raw \\n`", "`a\nb`", '"<&+>"',
    '"name"', '"l"', '"%d"', '"true"', r'"\101"', '"k.1"', '"\\\\"', '"🙂"', r'"\U0001F642"', r'"\a\x00\x7f"',
)  # fmt: skip
ODD_STRINGS = ('"\\q"', '"', r'"\ud800"', "`", '"a\nb"', '"\\x4"')
FIELDS = words(
    ".name .n .f .b .l .s .m .x .sm .meta .u .missing .m.k .m.l .m.m.k .sm.k .sm.none .meta.Name .meta.Labels "
    ".meta.Labels.k .missing.y.z .e .em .meta.Annotations .z"
)
ODD_FIELDS = words(".meta.Nope .name.x .n.x .l.x .x.y .k . $ .s.k .meta.Name.x nil (nil) .é .1")
CONTAINERS = (".l", ".s", ".m", ".sm", ".name", '"héy"', ".m.l", ".u", ".e", ".em")
OF_SEVERAL = ("and", "or", "print", "println", "html", "js", "urlquery", "printf")
OF_TWO = ("eq", "ne", "lt", "le", "gt", "ge")
ALIKE = ((".n", "1", "2", "-4"), (".f", "1.5", "1e21"), (".name", '"x"', ".u", ".sm.k"), (".b", "true", "false"))
OVER = (".l", ".s", ".m", ".sm", ".n", "3", ".x", ".e", ".em", "$.l", ".missing", "2", ".m.l")
ODD_OVER = (".name", ".", "2.5", ".meta", "true", "1i", "nil")
TEXTS = ("a", " ", "\n", "  x  ", "\t", "é", "日本 ", "%d", "{ {", "}}", "\r\n", "x\n\n", "<b>", "'", '"', "- ", " -")
VERBS = "vdsqxXbotTceEfFgGUOvds"
ODD_VERBS = "wzΩ%!y"
_ADDRESS = re.compile(r"%[^a-zA-Z]*p")
"""An address differs from run to run."""


class Maker:
    """One template and its data."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.variables: list[str] = []
        self.oddity = self.random.choice((0.0, 0.002, 0.01, 0.2))

    def question(self) -> dict[str, Any]:
        """Return a question about text/template."""
        template = self.template()
        while _ADDRESS.search(template):
            template = self.template()
        missing = self.random.choice(("default", "default", "default", "zero", "error"))
        return {"engine": "text", "template": template, "data": self.data(), "missingkey": missing}

    def template(self) -> str:
        """Return a template; one in eight is changed at random places."""
        self.variables = []
        names = ["t", "u"] + (["t"] if self.chance(self.oddity) else [])
        text = "".join([*map(self.definition, names), self.nodes(3)])
        return self.broken(text) if self.chance(0.12) else text

    def broken(self, text: str) -> str:
        """Return a text with characters taken out, put in or repeated."""
        for _ in range(self.random.randint(1, 3)):
            at = self.random.randint(0, len(text))
            taken = self.random.choice((0, 0, 1, 2, 10_000))
            put = self.random.choice(
                ("", *"{}()|.$\"'`\\:=,-+ \n/*%09aé²", "{{end}}", "{{else}}", "{{", "{{/*", "*/}}")
            )
            text = text[:at] + put + text[at + taken :]
        return text

    def nodes(self, depth: int) -> str:
        """Return texts, actions and branches; variables that they declare end with them."""
        known = len(self.variables)
        made = "".join(self.node(depth) for _ in range(self.random.randint(depth == 3, 4)))
        del self.variables[known:]
        return made

    def node(self, depth: int) -> str:
        match self.random.randint(0, 13):
            case 0 | 1 | 2:
                return self.random.choice(TEXTS)
            case 3:
                return self.declaration()
            case 4 | 5 if depth:
                return self.branch(depth - 1)
            case 6 if depth:
                return self.range(depth - 1)
            case 7:
                name = self.pick(('"t"', '"u"', "`t`"), ('"none"', "t"))
                return self.braces(f"template {name} {self.argument()}" if self.chance(0.7) else f"template {name}")
            case 8 if self.chance(0.3):
                return "{{/* " + self.random.choice(TEXTS).replace("\n", " ") + " */}}"
            case 9 if self.chance(0.2):
                return self.braces(f'block "b{self.random.random()}" {self.argument()}') + self.nodes(0) + self.end()
        return self.braces(self.pipeline(2))

    def definition(self, name: str) -> str:
        return self.braces(f'define "{name}"') + self.random.choice(("", self.nodes(0))) + self.end()

    def declaration(self) -> str:
        if self.variables and self.chance(0.4):
            return self.braces(f"{self.random.choice(self.variables)} = {self.pipeline(1)}")
        name = self.random.choice(("$a", "$b", "$é", "$a1"))
        made = self.braces(f"{name} {self.pick([':='], ['=', ','])} {self.pipeline(1)}")
        self.variables.append(name)
        return made

    def branch(self, depth: int) -> str:
        keyword = self.random.choice(("if", "with"))
        opened = ("$c := " if self.chance(0.2) else "") + self.pipeline(1)
        known = len(self.variables)
        self.variables += ["$c"] if opened.startswith("$c") else []
        made = self.braces(f"{keyword} {opened}") + self.nodes(depth)
        if self.chance(0.3):
            made += self.braces(f"else {keyword} {self.pipeline(1)}") + self.nodes(depth)
        if self.chance(0.4):
            made += self.braces("else") + self.nodes(depth)
        del self.variables[known:]
        return made + self.end()

    def range(self, depth: int) -> str:
        names = self.random.choice(([], [], ["$i"], ["$i", "$e"]))
        known = len(self.variables)
        sign = self.random.choice((":=", "=")) if set(names) <= set(self.variables) else ":="
        self.variables += names
        opened = ", ".join(names) + f" {sign} " if names else ""
        made = (
            self.braces(f"range {opened}{self.pick(OVER, ODD_OVER)}") + self.nodes(depth) + self.jump() + self.nodes(0)
        )
        if self.chance(0.3):
            made += self.braces("else") + self.nodes(depth) + self.pick([""], [self.jump()])
        del self.variables[known:]
        return made + self.end()

    def jump(self) -> str:
        jump = self.braces(self.random.choice(("break", "continue")))
        condition = self.braces(f"if {self.pipeline(1)}")
        return self.random.choice(("", "", condition + jump + self.end(), jump))

    def pipeline(self, depth: int) -> str:
        commands = [self.command(depth)]
        while self.chance(0.25):
            commands.append(self.call(depth, 1) if not self.chance(self.oddity) else self.command(depth))
        return self.random.choice((" | ", "|")).join(commands)

    def command(self, depth: int) -> str:
        return self.call(depth, 0) if self.chance(0.5) else self.argument(depth)

    def call(self, depth: int, piped: int) -> str:
        """Return a function with arguments; `piped` is 1 where a pipeline gives it another one."""
        kind = self.random.randint(0, 6)
        if self.chance(self.oddity):
            name = self.random.choice((*OF_SEVERAL, *OF_TWO, "call", "index", "slice", "len", "not", "foo"))
            return " ".join([name, *(self.argument(depth - 1) for _ in range(self.random.randint(0, 3)))])
        if kind == 0:
            return "not" if piped else f"not {self.argument(depth - 1)}"
        if kind == 1 and not piped:
            return f"len {self.random.choice(CONTAINERS)}"
        if kind == 2 and not piped:
            steps = (
                self.pick(("0", "1", '"k"'), ("2", ".n", "1.0", "nil", "9")) for _ in range(self.random.randint(0, 2))
            )
            return " ".join([self.random.choice(("index", "slice")), self.random.choice(CONTAINERS), *steps])
        if kind == 3 and not piped:
            return " ".join([self.random.choice(OF_TWO), *self.random.choices(self.random.choice(ALIKE), k=2)])
        if kind == 4:
            return " ".join(["printf", self.format(), *self.arguments(depth), *self.big()])
        name = self.random.choice(OF_SEVERAL)
        first = [self.format()] if name == "printf" else [self.argument(depth - 1)] if not piped else []
        return " ".join([name, *first, *self.arguments(depth), *(self.big() if name.startswith("print") else [])])

    def arguments(self, depth: int) -> list[str]:
        return [self.argument(depth - 1) for _ in range(self.random.choice((0, 1, 1, 2)))]

    def big(self) -> list[str]:
        """Return a number that no range could count to, for functions that return texts."""
        return [self.random.choice(BIG_NUMBERS)] if self.chance(0.05) else []

    def argument(self, depth: int = 1) -> str:
        match self.random.randint(0, 11):
            case 0 | 1:
                return self.pick(NUMBERS, ODD_NUMBERS)
            case 2 | 3:
                return self.pick(STRINGS, ODD_STRINGS)
            case 4:
                return self.random.choice(("true", "false"))
            case 5 if self.variables:
                return self.random.choice(self.variables) + self.pick([""], [".k"])
            case 6 | 7 if depth > 0:
                return f"({self.pipeline(depth - 1)})" + self.pick([""], [".k"])
        return "$" * self.chance(0.2) + self.pick(FIELDS, ODD_FIELDS)

    def format(self) -> str:
        """Return a format with directives, as a string of a template."""
        return '"' + "".join(self.directive() for _ in range(self.random.randint(1, 3))) + '"'

    def directive(self) -> str:
        flags = "".join(flag for flag in "-+# 0" if self.chance(0.2))
        width = self.random.choice(("", "", "", "5", "12", "*", "[1]*", "[2]", "0"))
        precision = self.random.choice(("", "", "", ".0", ".2", ".20", ".*", ".", ".[1]*"))
        index = self.random.choice(("", "", "", "", "[1]", "[2]", "[9]", "[x]", "[]", "["))
        return f"%{flags}{width}{precision}{index}{self.pick(VERBS, ODD_VERBS)}{self.random.choice(('', '|', ' é'))}"

    def braces(self, inside: str) -> str:
        """Return an action, with or without spaces and trim markers."""
        left = self.random.choice(("{{", "{{", "{{ ", "{{- ", "{{-\n"))
        right = self.random.choice(("}}", "}}", " }}", " -}}", "\n-}}", "  -}}"))
        return left + inside + right

    def end(self) -> str:
        return self.braces("end")

    def data(self) -> dict[str, Any]:
        """Return data with a field for each kind of value, some of them empty."""
        pick = self.random.choice
        return {
            "name": pick(("qwen", "", "a b", "<x>")), "n": pick((0, 1, 2, 3, -4, 12)), "b": pick((True, False)),
            "f": pick((0.0, 1.5, -2.25, 1e21, 1e-7, 3.0, 123456.789, 0.1)), "x": None, "u": pick(("é🙂x", "日本語", "\u2028")),
            "l": pick(([], [1, "two", None, 2.5], [[1, 2], {"k": "v"}], [True])), "e": [], "em": {},
            "s": {"$strings": pick(([], ["a", "b c"], ["--x=1", ""]))}, "z": pick((None, 0, "", [None])),
            "m": {"k": pick((1, "v", None)), "l": [1, [2]], "m": {"k": "deep"}, "a": 1.5, "é": "e"},
            "sm": {"$stringmap": pick(({}, {"k": "v", "a": "1"}, None))},
            "meta": {"$meta": {"Name": "svc", "Labels": pick(({"k": "v"}, None)), "Finalizers": pick((["f"], None))}},
        }  # fmt: skip

    def chance(self, of_one: float) -> bool:
        return self.random.random() < of_one

    def pick(self, usual: Sequence[str], odd: Sequence[str]) -> str:
        """Return one of the usual things, or one of the odd as often as this template is odd."""
        return self.random.choice(odd if self.chance(self.oddity) else usual)
