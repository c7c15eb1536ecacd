"""html, js and urlquery. Source of the rules: Go's text/template/funcs.go and net/url (1.26)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from generator.gotemplate.limits import Meter
from generator.gotemplate.printing import sprint
from generator.gotemplate.strings import encoded, is_stray_byte
from generator.gotemplate.values import Value

_HTML = {"\0": "\ufffd", '"': "&#34;", "'": "&#39;", "&": "&amp;", "<": "&lt;", ">": "&gt;"}
_HTML_TABLE = str.maketrans(_HTML)
_JS = {"\\": "\\\\", "'": "\\'", '"': '\\"', "<": "\\u003C", ">": "\\u003E", "&": "\\u0026", "=": "\\u003D"}
_JS_SPECIAL = r"""[\\'"<>&=\x00-\x1f]|[^\x00-\x7f]"""
_NOT_IN_QUERIES = r"[^A-Za-z0-9._~-]"


def html(values: Sequence[Value], meter: Meter) -> str:
    """Return the values as one text in which HTML's special characters are entities."""
    return _counted(written(values, meter).translate(_HTML_TABLE), meter)


def js(values: Sequence[Value], meter: Meter) -> str:
    """Return the values as one text that may stand in a JavaScript string."""
    return _counted(re.sub(_JS_SPECIAL, lambda found: _js(found.group()), written(values, meter)), meter)


def urlquery(values: Sequence[Value], meter: Meter) -> str:
    """Return the values as one text that may stand in a URL's query."""
    return _counted(re.sub(_NOT_IN_QUERIES, lambda found: _query(found.group()), written(values, meter)), meter)


def written(values: Sequence[Value], meter: Meter) -> str:
    """Return the values as fmt.Sprint does, nil being written as in a template."""
    return sprint(("<no value>" if value is None else value for value in values), meter)


def _counted(text: str, meter: Meter) -> str:
    meter.write(len(text), len(text))
    return text


def _js(one: str) -> str:
    if one in _JS:
        return _JS[one]
    if one.isprintable() or is_stray_byte(one):
        return one
    return f"\\u{ord(one):04X}"


def _query(one: str) -> str:
    return "+" if one == " " else "".join(f"%{byte:02X}" for byte in encoded(one))
