"""Makes HTML with template actions from a seed, for comparing with Go's html/template.

Half of it is well-formed; the other half is put together at random. Some leads into scripts, styles and URLs, which
are not modelled.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.gotemplate.generated import Maker

VALUES = ("x", "a+b&c", "<i>", '"q"', "'", "", " sp", "é", "\x00\ufffe", "on", "src", "class", "a`=b", "Title")
ACTIONS = (
    "{{.v}}", "{{.w}}", "{{html .v}}", "{{.v | html}}", "{{.v | urlquery}}", "{{urlquery .v .w}}", "{{.v | html .w}}",
    "{{$x := .v}}{{$x}}", "{{.none}}", "{{.x}}", "{{print .x .v}}", "{{js .v}}", "{{- .v -}}", '{{"a b"}}', "{{1.5}}",
    "{{.n}}", "{{.l}}", "{{(.v)}}", '{{"\\xff"}}', "{{.name}}", '{{template "t" .}}', '{{template "u"}}', "{{/* < */}}",
)  # fmt: skip
ODD_ACTIONS = ("{{html .v | print}}", "{{.v.y}}", '{{template "none"}}', "{{(1) 2}}", '{{printf "%d" .v | print}}')
PIECES = (
    "<", "< ", "<b>", "</b>", "<b ", ">", " x=", 'x="', '"', "'", " y='", "=", "a", "<!--", "-->", "<title>", "</title>",
    "<textarea ", "</textarea>", '<meta content="', '<a href="', "<p class=", "/", "!", "<!DOCTYPE html>", "</", "<1",
    "&", "\n", " ", "<x-y:z ", "url", "data-src", '<div title="', "`", "+", "é", "[ 1 -lt 3 ]", "<<END\n", "2>&1", "<(",
    "</TITLE x", "<title ", "</title ", "style", "<br/>", "<b\n", "<script>", "<style>", ' onclick="',
)  # fmt: skip
NAMES = ("class", "title", "id", "data-x", "{{.name}}", "x{{.w}}", "href", "onclick", "style")
TEXTS = ("text ", "< ", "a<3", "&", "", " <1 ", "é", "cat < file\n", "x -> y")


class HtmlMaker(Maker):
    """One template for html/template and its data."""

    def question(self) -> dict[str, Any]:
        """Return a question about html/template; one in five is a template as for text/template."""
        if self.chance(0.2):
            return {**super().question(), "engine": "html"}
        body = self.well_formed if self.chance(0.5) else self.anything
        inner = self.random.choice((self.anything, self.well_formed, lambda _: "{{.v}}", lambda _: "<b "))
        calls = inner(1).replace('{{template "t" .}}', "")
        defined = (
            f'{{{{define "t"}}}}{calls}{{{{end}}}}{{{{define "u"}}}}{self.without_calls(self.anything)}{{{{end}}}}'
        )
        return {"engine": "html", "template": defined + body(2), "data": self.values()}

    def without_calls(self, make: Callable[[int], str]) -> str:
        """Return something that calls no template, so that none calls itself again and again."""
        made = make(1)
        for call in ('{{template "t" .}}', '{{template "u"}}'):
            made = made.replace(call, "")
        return made

    def anything(self, depth: int) -> str:
        """Return pieces of tags, actions and branches in any order."""
        return "".join(self.any_one(depth) for _ in range(self.random.randint(0, 4)))

    def any_one(self, depth: int) -> str:
        match self.random.randint(0, 9):
            case 0 | 1 | 2 | 3 | 4:
                return self.random.choice(PIECES)
            case 5 if depth:
                return self.enclosed(("{{if .v}}", "{{if .none}}", "{{with .v}}"), self.anything, depth)
            case 6 if depth:
                return self.enclosed(("{{range .l}}",), self.looping, depth)
        return self.pick(ACTIONS, ODD_ACTIONS)

    def looping(self, depth: int) -> str:
        jump = self.random.choice(("", "", "{{break}}", "{{if .}}{{continue}}{{end}}", "{{if .}}{{break}}{{end}}"))
        return self.anything(depth) + jump + self.anything(0)

    def enclosed(self, openings: tuple[str, ...], make: Callable[[int], str], depth: int) -> str:
        otherwise = "{{else}}" + self.anything(depth - 1) if self.chance(0.4) else ""
        return self.random.choice(openings) + make(depth - 1) + otherwise + "{{end}}"

    def well_formed(self, depth: int) -> str:
        """Return elements that are closed, attributes with their quotes, and branches that hold whole ones."""
        return "".join(self.element(depth) for _ in range(self.random.randint(1, 3)))

    def element(self, depth: int) -> str:
        match self.random.randint(0, 9 if depth else 4):
            case 0 | 1:
                return self.random.choice(TEXTS)
            case 5:
                return f"<b>{self.well_formed(depth - 1)}</b>"
            case 6:
                return f"<p {self.random.choice(NAMES)}={self.attribute()}>"
            case 7:
                name = self.random.choice(("title", "textarea"))
                return f"<{name}>{self.well_formed(0)}</{name}>"
            case 8:
                return f"<!-- {self.well_formed(0)} -->"
            case 9:
                return (
                    self.random.choice(("{{if .v}}", "{{range .l}}", "{{with .w}}"))
                    + self.element(depth - 1)
                    + "{{end}}"
                )
        return self.pick(ACTIONS, ODD_ACTIONS)

    def attribute(self) -> str:
        values = ("{{.v}}", "x{{.w}}", "{{if .v}}a{{else}}b{{end}}", '{{template "t" .}}', "{{.v | html}}", "plain")
        value = self.random.choice(values)
        return self.random.choice((f'"{value}"', f"'{value}'", f'" {value} "', value))

    def values(self) -> dict[str, Any]:
        """Return data with texts that HTML could be broken by."""
        pick = self.random.choice
        texts = {name: pick(VALUES) for name in ("v", "w", "name")}
        return {**texts, "n": pick((1, 2.5, True)), "x": None, "l": pick(([], ["<a>", 1], [None]))}
