"""The functions that html/template puts at the end of pipelines. Source of the rules: its html.go and content.go."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from generator.gotemplate.calling import Function
from generator.gotemplate.html.attributes import content_of, lowered
from generator.gotemplate.limits import Meter
from generator.gotemplate.printing import sprint
from generator.gotemplate.values import Value

FAILSAFE = "ZgotmplZ"
"""What Go writes instead of a value that could change what HTML means."""
_QUOTED = str.maketrans(
    {"\0": "\ufffd", '"': "&#34;", "&": "&amp;", "'": "&#39;", "+": "&#43;", "<": "&lt;", ">": "&gt;"}
)
_UNQUOTED = _QUOTED | {
    0: "&#xfffd;",
    **{ord(one): f"&#{ord(one)};" for one in "\t\n\v\f\r =`"},
    **{code: f"&#x{code:x};" for code in (*range(0xFDD0, 0xFDF0), *range(0xFFF0, 0x10000))},
    **dict.fromkeys(range(0xDC80, 0xDD00), "&#xfffd;"),
}
_NAME = re.compile("[0-9a-z]+")


def _html(values: Sequence[Value], meter: Meter) -> str:
    return _text(values, meter).translate(_QUOTED)


def _unquoted(values: Sequence[Value], meter: Meter) -> str:
    return _text(values, meter).translate(_UNQUOTED) or FAILSAFE


def _name(values: Sequence[Value], meter: Meter) -> str:
    name = lowered(_text(values, meter))
    return name if _NAME.fullmatch(name) and content_of(name) == "plain" else FAILSAFE


def _nothing(_: Sequence[Value], __: Meter) -> str:
    return ""


def _text(values: Sequence[Value], meter: Meter) -> str:
    """Return the values as one text; nil is nothing."""
    return sprint((value for value in values if value is not None), meter)


def _function(compute: Callable[[Sequence[Value], Meter], Value]) -> Function:
    return Function((), "any", compute)


EVALUATE = "_eval_args_"
ESCAPERS: dict[str, Function] = {
    EVALUATE: _function(sprint),
    "_html_template_htmlescaper": _function(_html),
    "_html_template_rcdataescaper": _function(_html),
    "_html_template_attrescaper": _function(_html),
    "_html_template_nospaceescaper": _function(_unquoted),
    "_html_template_htmlnamefilter": _function(_name),
    "_html_template_commentescaper": _function(_nothing),
}
