"""A value is one that its field takes.

A word that is not among those that are known, a name with characters that it cannot have, a number out of bounds: the
compiler or the API server could do nothing with it.

Example:
    deploymentMode: RawDeployment         # broken
    deploymentMode: Standard              # sound

Source: enum, pattern and bounds in schemas/*.json, and KServe's CRDs
"""

from generator.rule import Rule

RULE = Rule("not-allowed-value")
