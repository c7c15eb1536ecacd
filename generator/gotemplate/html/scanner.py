"""Follows a browser through a piece of text. Source of the rules: Go's html/template, transition.go and escape.go."""

from __future__ import annotations

import re
from collections.abc import Callable

from generator.gotemplate.html.attributes import held_by
from generator.gotemplate.html.contexts import TEXT, UNMODELLED, VALUE_STATES, Context, Element, State
from generator.gotemplate.html.problems import Fault, NotModelled
from generator.gotemplate.quoting import quoted

_OPENING = re.compile(r"<(?:(!--)|(/?)([A-Za-z](?:[A-Za-z0-9]|[:-][A-Za-z0-9])*))")
_SPACES = re.compile(r"[ \t\n\f\r]*")
_NAME_END = re.compile(r"""[ \t\n\f\r=>'"<]""")
_DELIMITERS = {
    "DoubleQuote": re.compile('"'),
    "SingleQuote": re.compile("'"),
    "SpaceOrTagEnd": re.compile(r"[ \t\n\f\r>]"),
}
_NOT_UNQUOTED = re.compile("[\"'<=`]")
_ELEMENTS: dict[str, Element] = {"textarea": "Textarea", "title": "Title", "meta": "Meta"}
_REFUSED_ELEMENTS = frozenset({"script", "style"})
_BODY_ENDS = {
    "Textarea": re.compile(r"</textarea[> \t\n\f/]", re.IGNORECASE | re.ASCII),
    "Title": re.compile(r"</title[> \t\n\f/]", re.IGNORECASE | re.ASCII),
    "Meta": re.compile(r"</[> \t\n\f/]"),
}
_QUOTED = 32


class Scanner:
    """Goes through one piece of text, a step at a time; the piece begins at `start` in the template."""

    def __init__(self, text: str, start: int) -> None:
        self.text = text
        self.start = start
        self._body_end: dict[Element, int] = {}

    def step(self, context: Context, at: int) -> tuple[Context, int]:
        """Return the context after the next stretch of text, and where that ends. Raises NotModelled."""
        if context.delimiter != "None":
            return self._value(context, at)
        end = self._end(context.element, at)
        if end == at:
            return TEXT, at
        return _STEPS[context.state](self, context, at, end)

    def _end(self, element: Element, at: int) -> int:
        """Return where an element's body ends, or the text."""
        if element == "None":
            return len(self.text)
        if self._body_end.get(element, -1) < at:
            found = _BODY_ENDS[element].search(self.text, at)
            self._body_end[element] = found.start() if found else len(self.text)
        return self._body_end[element]

    def _text(self, context: Context, at: int, end: int) -> tuple[Context, int]:
        found = _OPENING.search(self.text, at, end)
        if found is None:
            return context, end
        comment, slash, name = found.groups()
        if comment:
            return Context("HTMLCmt"), found.end()
        if not slash and name.lower() in _REFUSED_ELEMENTS:
            raise NotModelled(f"the body of <{name.lower()}>", self.start + found.start())
        if slash:
            return Context("Tag"), found.end()
        return Context("Tag", element=_ELEMENTS.get(name.lower(), "None")), found.end()

    def _tag(self, context: Context, at: int, end: int) -> tuple[Context, int]:
        start = self._after_spaces(at, end)
        if start == end:
            return context, end
        if self.text[start] == ">":
            has_body = context.element in ("Textarea", "Title")
            return (Context("RCDATA", element=context.element) if has_body else TEXT), start + 1
        stop = self._name_end(start, end)
        if self._is_bad(stop, end):
            return self._bad_name(at, stop, end)
        if stop == start:
            rest = quoted(self.text[start:end])
            return self._failed(f"expected space, attr name, or end of tag, but got {rest}", start)
        name = self.text[start:stop]
        is_content = context.element == "Meta" and name.lower() == "content"
        attribute = "MetaContent" if is_content else held_by(name)
        state: State = "AttrName" if stop == end else "AfterName"
        return Context(state, attribute=attribute, element=context.element), stop

    def _name(self, context: Context, at: int, end: int) -> tuple[Context, int]:
        stop = self._name_end(at, end)
        if self._is_bad(stop, end):
            return self._bad_name(at, stop, end)
        return (context if stop == end else context._replace(state="AfterName")), stop

    def _after_name(self, context: Context, at: int, end: int) -> tuple[Context, int]:
        start = self._after_spaces(at, end)
        if start == end:
            return context, end
        if self.text[start] != "=":
            return context._replace(state="Tag"), start
        return context._replace(state="BeforeValue"), start + 1

    def _before_value(self, context: Context, at: int, end: int) -> tuple[Context, int]:
        start = self._after_spaces(at, end)
        if start == end:
            return context, end
        state = VALUE_STATES[context.attribute]
        match self.text[start]:
            case "'":
                return context._replace(state=state, delimiter="SingleQuote"), start + 1
            case '"':
                return context._replace(state=state, delimiter="DoubleQuote"), start + 1
        return context._replace(state=state, delimiter="SpaceOrTagEnd"), start

    def _comment(self, context: Context, at: int, end: int) -> tuple[Context, int]:
        closed = self.text.find("-->", at, end)
        return (TEXT, closed + 3) if closed >= 0 else (context, end)

    def _rest(self, context: Context, _: int, end: int) -> tuple[Context, int]:
        return context, end

    def _value(self, context: Context, at: int) -> tuple[Context, int]:
        """Go to the end of an attribute's value; what it holds matters only where it is not closed here."""
        found = _DELIMITERS[context.delimiter].search(self.text, at)
        stop = found.start() if found else len(self.text)
        if context.delimiter == "SpaceOrTagEnd":
            bad = _NOT_UNQUOTED.search(self.text, at, stop)
            if bad:
                value = quoted(self.text[at:stop])
                return self._failed(f"{quoted(bad.group())} in unquoted attr: {value}", bad.start())
        if found is None:
            check(context, self.start + at)
            return context, stop
        closing = context.delimiter != "SpaceOrTagEnd"
        return Context("Tag", element=context.element), stop + closing

    def _failed(self, message: str, at: int) -> tuple[Context, int]:
        place = self.start + at
        return Context("Error", fault=Fault(message, (place, place + 1))), len(self.text)

    def _bad_name(self, start: int, at: int, end: int) -> tuple[Context, int]:
        shown = quoted(self.text[start:end][:_QUOTED])
        return self._failed(f"{quoted(self.text[at])} in attribute name: {shown}", at)

    def _is_bad(self, at: int, end: int) -> bool:
        return at < end and self.text[at] in "'\"<"

    def _after_spaces(self, at: int, end: int) -> int:
        found = _SPACES.match(self.text, at, end)
        return found.end() if found else at

    def _name_end(self, at: int, end: int) -> int:
        """Return where a name ends, be it by a character that no name may have."""
        found = _NAME_END.search(self.text, at, end)
        return found.start() if found else end


_Step = Callable[[Scanner, Context, int, int], tuple[Context, int]]
_STEPS: dict[str, _Step] = {
    "Text": Scanner._text,
    "Tag": Scanner._tag,
    "AttrName": Scanner._name,
    "AfterName": Scanner._after_name,
    "BeforeValue": Scanner._before_value,
    "HTMLCmt": Scanner._comment,
    "RCDATA": Scanner._rest,
    "Attr": Scanner._rest,
    "Error": Scanner._rest,
}


def check(context: Context, at: int) -> None:
    """Raise NotModelled where a value stands in a context that is not modelled."""
    if context.state in UNMODELLED:
        what = {"JS": "a script", "CSS": "a style", "URL": "a URL", "Srcset": "a srcset"}.get(context.state, "content")
        raise NotModelled(f"a value inside {what} of a tag", at)
