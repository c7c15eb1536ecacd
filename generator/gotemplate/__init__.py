"""Go's text/template, and html/template where it writes text: parse, look at the tree, escape, execute."""

from __future__ import annotations

from generator.gotemplate.execute import execute
from generator.gotemplate.nodes import Template
from generator.gotemplate.parser import parse
from generator.gotemplate.problems import ExecError, TemplateProblem

__all__ = ["ExecError", "Template", "TemplateProblem", "execute", "parse"]
