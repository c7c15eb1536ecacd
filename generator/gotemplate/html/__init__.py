"""html/template: what it puts into a template's pipelines."""
def escape(t): return t
