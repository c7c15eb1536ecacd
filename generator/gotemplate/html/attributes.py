"""What an attribute's value means to a browser. Source of the names: Go's html/template, attr.go (1.26)."""

from __future__ import annotations

from typing import Literal

from generator.gotemplate.html.contexts import Attribute

Content = Literal["plain", "unsafe", "URL", "CSS", "JS", "Srcset", "HTML"]

_CONTENTS: dict[str, Content] = {
    **dict.fromkeys(
        (
            "accept-charset", "async", "challenge", "charset", "content", "crossorigin", "defer", "enctype", "form",
            "formenctype", "formmethod", "formnovalidate", "http-equiv", "keytype", "language", "method", "novalidate",
            "pattern", "rel", "sandbox", "type", "value",
        ),
        "unsafe",
    ),
    **dict.fromkeys(
        (
            "action", "archive", "background", "cite", "classid", "codebase", "data", "formaction", "href", "icon",
            "longdesc", "manifest", "poster", "profile", "src", "usemap", "xmlns",
        ),
        "URL",
    ),
    "style": "CSS",
    "srcset": "Srcset",
    "srcdoc": "HTML",
    "srclang": "plain",
}  # fmt: skip
_HELD: dict[Content, Attribute] = {"URL": "URL", "CSS": "Style", "JS": "Script", "Srcset": "Srcset"}


def lowered(text: str) -> str:
    """Return a text in lower case, one character for each as Go does it."""
    return text.replace("\u0130", "i").lower()


def content_of(name: str) -> Content:
    """Return what an attribute holds, judged by its name in lower case."""
    if name.startswith("data-"):
        name = name.removeprefix("data-")
    elif ":" in name:
        space, _, name = name.partition(":")
        if space == "xmlns":
            return "URL"
    if name in _CONTENTS:
        return _CONTENTS[name]
    if name.startswith("on"):
        return "JS"
    return "URL" if any(part in name for part in ("src", "uri", "url")) else "plain"


def held_by(name: str) -> Attribute:
    """Return what the value of an attribute of this name is read as."""
    return _HELD.get(content_of(lowered(name)), "None")
