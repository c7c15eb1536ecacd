"""A comment that speaks to servewright names a rule that can be allowed, and the reason.

Otherwise it allows nothing, and who wrote it believes that it does. What stops an object from being made cannot be allowed.
Nor does a comment in live/ allow anything: the next export is without it. For several rules, write several comments, on
one line or above each other.

Example:
    image: acme/server     # servewright: allow unpinned-image                            # broken: no reason
    image: acme/server     # servewright: allow unpinned-image -- the mirror has one tag  # sound

Source: the definition language: allowances
"""

from generator.diagnostics import Severity
from generator.rule import Rule

RULE = Rule("malformed-allowance", Severity.WARNING)
