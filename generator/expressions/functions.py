"""What expressions may call: file(), placeholder.* and hydra.custom_args."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from msgspec import Struct

from generator.expressions.errors import SYNTAX, TYPE, ExpressionError, Place, Refusal, refusal, shown
from generator.expressions.names import Scope, out_of_scope
from generator.expressions.paths import Path
from generator.expressions.values import bounded, described
from generator.naming import is_qualified_name


class Placeholders(Struct, frozen=True):
    """How one distribution of KServe writes what it fills in for each InferenceService."""

    quote: str

    def annotation(self, key: str) -> str:
        """Return the placeholder of an annotation's value."""
        return f"{{{{ index .Annotations {self.quote}{key}{self.quote} }}}}"

    def label(self, key: str) -> str:
        """Return the placeholder of a label's value."""
        return f"{{{{ index .Labels {self.quote}{key}{self.quote} }}}}"


ALAUDA = Placeholders('"')
"""Alauda's build parses each string of the container alone."""
UPSTREAM = Placeholders("`")
"""Upstream parses the container's JSON, where a double quote arrives as backslash and quote (kserve issue 3851)."""


class Functions(Struct, frozen=True):
    """What stands behind the function names in one object; None where a name does not exist there.

    `file` returns a file's text, or an error whose place is the call's.
    """

    file: Callable[[str], str | ExpressionError]
    placeholder: Placeholders | None = None
    custom_args: str | None = None

    def joined(self, text: str) -> str:
        """Return a filled text, in which the mark of CUSTOM_ARGS leaves a line break behind a backslash alone.

        Without the line break, the backslash would join the first of them with the blank before it.
        """
        if self.custom_args is None or "\\\n" not in text:
            return text
        untrimmed = self.custom_args.replace("{{-", "{{", 1)
        return re.sub(_CONTINUED + re.escape(self.custom_args), lambda found: found[1] + untrimmed, text)


Evaluator = Callable[[Scope, Functions], Any]
"""Returns an expression's value. Raises Refusal (Missing for a name that is not there)."""

FUNCTION_ROOTS = frozenset({"file", "hydra", "placeholder"})
_CONTINUED = r"(?<!\\)((?:\\\\)*\\\n[ \t]*)"
"""A backslash that has a shell read on in the next line, up to what stands there."""
CALLS = {
    "file": "file('launch.sh')",
    "placeholder.annotation": "placeholder.annotation('key')",
    "placeholder.label": "placeholder.label('key')",
}


def function_call(called: str, argument: Evaluator, place: Place) -> Evaluator:
    """Return the evaluator of a call that stands in CALLS."""
    if called == "file":
        return lambda scope, functions: _file(functions, argument(scope, functions), place)
    write = Placeholders.annotation if called == "placeholder.annotation" else Placeholders.label

    def placeholder(scope: Scope, functions: Functions) -> str:
        key = argument(scope, functions)
        return write(_placeholders(scope, functions, place), _checked_key(key, place))

    return placeholder


def function_value(path: Path) -> Evaluator:
    """Return the evaluator of a path that begins with a function's name but calls nothing.

    Raises Refusal where the path is no value.
    """
    written, place = ".".join(str(step.key) for step in path), path[0].place
    if written == "hydra.custom_args":
        return lambda scope, functions: _custom_args(scope, functions, place)
    if written in ("placeholder.name", "placeholder.namespace"):
        text = "{{ .Name }}" if written == "placeholder.name" else "{{ .Namespace }}"
        return lambda scope, functions: _placeholders(scope, functions, place) and text
    values = ", ".join((*CALLS.values(), "placeholder.name", "placeholder.namespace", "hydra.custom_args"))
    raise refusal(path[-1].place, SYNTAX, f"'{shown(written)}' is no value", f"Write one of: {values}.")


def _file(functions: Functions, path: Any, place: Place) -> str:
    if not isinstance(path, str):
        raise refusal(place, TYPE, f"file() is called with {described(path)}", "Give it a path: file('launch.sh').")
    text = functions.file(path)
    if isinstance(text, ExpressionError):
        raise Refusal(text.at(place))
    return bounded(text, place)


def _checked_key(key: Any, place: Place) -> str:
    # Other characters could end the quotes or the braces around the key.
    if isinstance(key, str) and is_qualified_name(key):
        return key
    raise refusal(
        place,
        TYPE,
        f"{described(key)} cannot be the key of an annotation or label",
        "A key has letters, digits, '-', '_' and '.', at most 63, and may have a DNS name and '/' before it.",
    )


def _custom_args(scope: Scope, functions: Functions, place: Place) -> str:
    if functions.custom_args is None:
        raise out_of_scope("hydra", _known(scope, functions), place)
    return functions.custom_args


def _placeholders(scope: Scope, functions: Functions, place: Place) -> Placeholders:
    if functions.placeholder is None:
        raise out_of_scope("placeholder", _known(scope, functions), place)
    return functions.placeholder


def _known(scope: Scope, functions: Functions) -> tuple[str, ...]:
    held = {"hydra": functions.custom_args, "placeholder": functions.placeholder}
    return (*scope.names, "file", *(name for name, value in held.items() if value is not None))
