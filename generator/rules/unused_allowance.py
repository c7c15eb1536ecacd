"""A comment that allows a rule to be broken stands where it is broken.

What it was for has been mended or has moved. Left behind, it would hide the next mistake of the kind. Nothing is told
where nothing was judged: of a flavour that no cluster installs, a runtime without services, an overlay that no cluster
lists, a script that nothing reads.

The comment may also stand at a second place that the finding names. At an alias, it allows what this alias repeats; at
the anchor, the anchor's and what all its aliases repeat.

Example:
    image: acme/server:1    # servewright: allow unpinned-image -- one tag only      # broken: the image has a tag
    image: acme/server:1                                                             # sound

Source: the definition language: allowances
"""

from generator.diagnostics import Severity
from generator.rule import Rule

RULE = Rule("unused-allowance", Severity.WARNING)
