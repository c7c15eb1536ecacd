"""Executes a template with data."""

from __future__ import annotations

from typing import Any

from generator.gotemplate.limits import Exceeded, Meter
from generator.gotemplate.nodes import Template
from generator.gotemplate.printing import Unknown
from generator.gotemplate.problems import ExecError
from generator.gotemplate.run import MissingKey, Run, Stopped
from generator.gotemplate.statements import execute_block
from generator.gotemplate.strings import joined
from generator.gotemplate.values import go_value


def execute(
    template: Template, data: Any, *, missing_key: MissingKey = "default", meter: Meter | None = None
) -> str | ExecError:
    """Return what a template writes for its data, or why it stops.

    Data is what `values.go_value` takes: plain dicts, lists, texts, numbers, bools and None, and that module's types
    where Go's differ. A limit, or something that Go would write and nobody here can know, is an error whose `go` is
    None. `meter` is a new one that says afterwards what it took. Raises TypeError and ValueError for data that Go has no value for, as go_value does.
    """
    run = Run(template, go_value(data), missing_key, meter or Meter())
    try:
        execute_block(run, go_value(data), template.body)
    except Stopped as stopped:
        return stopped.error
    except (Exceeded, Unknown) as beyond:
        return run.error(str(beyond), known_to_go=False)
    return joined(run.pieces)
