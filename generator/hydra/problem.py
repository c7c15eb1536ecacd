"""Mistakes met while a ConfigMap's payload or annotation is read or extended."""

from __future__ import annotations

from msgspec import Struct


class SpliceProblem(Struct, frozen=True):
    """Why a payload cannot be extended. Line and column count from 1 inside the payload (or annotation)."""

    rule: str
    message: str
    help: str
    line: int = 1
    column: int = 1
