"""Where in HTML a piece of a template stands. Source of the rules: Go's html/template, context.go (1.26).

Modelled are text, comments, tags, plain attributes and the bodies of <title> and <textarea>. What a script, a style
sheet, a URL, a srcset or a <meta> element's content holds is not: a template that gets there is refused.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from generator.gotemplate.html.problems import Fault
from generator.gotemplate.nodes import Node

State = Literal[
    "Text", "Tag", "AttrName", "AfterName", "BeforeValue", "HTMLCmt", "RCDATA", "Attr", "Error", "Dead",
    "JS", "CSS", "URL", "Srcset", "MetaContent",
]  # fmt: skip
Delimiter = Literal["None", "DoubleQuote", "SingleQuote", "SpaceOrTagEnd"]
Attribute = Literal["None", "Script", "Style", "URL", "Srcset", "MetaContent"]
Element = Literal["None", "Textarea", "Title", "Meta"]

VALUE_STATES: dict[Attribute, State] = {
    "None": "Attr",
    "Script": "JS",
    "Style": "CSS",
    "URL": "URL",
    "Srcset": "Srcset",
    "MetaContent": "MetaContent",
}
"""The state of an attribute's value, by what its name says that it holds."""
UNMODELLED = frozenset(VALUE_STATES.values()) - {"Attr"}


class Context(NamedTuple):
    """The state that a browser is in. What follows a fault is in the state Error, and the fault goes along."""

    state: State = "Text"
    delimiter: Delimiter = "None"
    attribute: Attribute = "None"
    element: Element = "None"
    fault: Fault | None = None

    def spelled(self) -> str:
        """Return the context as Go's messages show it."""
        return (
            f"{{state{self.state} delim{self.delimiter} urlPartNone jsCtxRegexp [] "
            f"attr{self.attribute} element{self.element} <nil>}}"
        )

    def template_name(self, name: str) -> str:
        """Return what Go calls the copy of a template that is called in this context."""
        if self.state == "Text":
            return name
        parts = (("delim", self.delimiter), ("attr", self.attribute), ("element", self.element))
        suffix = "".join(f"_{kind}{what}" for kind, what in parts if what != "None")
        return f"{name}$htmltemplate_state{self.state}{suffix}"


TEXT = Context()
DEAD = Context("Dead")
"""After a break or continue, where nothing is executed."""


def nudged(context: Context) -> Context:
    """Return the context in which an action's value begins."""
    match context.state:
        case "Tag":
            return context._replace(state="AttrName")
        case "BeforeValue":
            state = VALUE_STATES[context.attribute]
            return context._replace(state=state, delimiter="SpaceOrTagEnd", attribute="None")
        case "AfterName":
            return context._replace(state="AttrName", attribute="None")
    return context


def failed(message: str, node: Node) -> Context:
    """Return the context after a fault of a node."""
    return Context("Error", fault=Fault(message, (node.start, node.stop), node.mark))


def joined(first: Context, second: Context, node: Node, keyword: str) -> Context:
    """Return the context after ways that end in these two: a fault, where they cannot meet."""
    if first.fault or second == DEAD:
        return first
    if second.fault or first in (DEAD, second):
        return second
    nudges = nudged(first), nudged(second)
    if nudges != (first, second):
        context = joined(*nudges, node, keyword)
        if not context.fault:
            return context
    message = f"{{{{{keyword}}}}} branches end in different contexts: {first.spelled()}, {second.spelled()}"
    return failed(message, node)
