"""A layer changes an item that the list below has once.

Where a lower layer repeats a key, nobody can tell which of the items is meant.

Example:
    env: [{name: HOME, value: /a}, {name: HOME, value: /b}]       # in a lower layer; broken to change HOME above
    env: [{name: HOME, value: /b}]                                # sound below

Source: strategic-merge-patch.md in github.com/kubernetes/community (contributors/devel/sig-api-machinery)
"""

from generator.rule import Rule

RULE = Rule("repeated-merge-key")
