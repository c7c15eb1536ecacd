"""Go's html/template, as far as text, tags and plain attributes go: escape a template, then execute it as any other."""

from __future__ import annotations

from generator.gotemplate.html.escape import escape

__all__ = ["escape"]
