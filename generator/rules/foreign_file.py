"""out/ holds generated files only.

What syncs a cluster's folder applies every manifest in it, also one that Servewright did not make and does not keep up to
date. Such a file is left alone. README.md, .gitkeep, .gitignore and .gitattributes may lie right in out/, beside the
clusters' folders: nothing syncs them.

Example:
    out/dc1/notes.yaml        # broken: written by hand
    clusters/dc1/             # sound: definitions lie outside of out/

Source: the definition language: a file of out/ is ours by its first line
"""

from generator.diagnostics import Severity
from generator.rule import Rule

RULE = Rule("foreign-file", Severity.WARNING)
