"""Go's text/template and html/template: what a template writes, and what is wrong with it, as Go says it.

`parse` a text, `execute` the template with data (`values` has what Go types otherwise than Python). For html/template
put `html.escape` in between. Rules look at the tree through `uses`. Nothing here knows of definitions or clusters.
"""

from __future__ import annotations

from generator.gotemplate.execute import execute
from generator.gotemplate.nodes import Template
from generator.gotemplate.parser import parse
from generator.gotemplate.problems import ExecError, TemplateProblem

__all__ = ["ExecError", "Template", "TemplateProblem", "execute", "parse"]
