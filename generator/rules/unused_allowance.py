"""A comment that allows a rule to be broken stands where it is broken.

What it was for has been mended or has moved. Left behind, it would hide the next mistake of the kind.

Example:
    image: acme/server:1    # servewright: allow unpinned-image -- one tag only      # broken: the image has a tag
    image: acme/server:1                                                             # sound

Source: the definition language: allowances
"""

from generator.diagnostics import Severity
from generator.rule import Rule

RULE = Rule("unused-allowance", Severity.WARNING)
