"""A definition's name is that of its place.

Definitions are found by their folder or file; a name that differs would have references lead to the wrong one.

Example:
    clusters/one/cluster.yaml with metadata: {name: uno}     # broken
    clusters/one/cluster.yaml with metadata: {name: one}     # sound

Source: the definition language: where definitions lie (README, Where things are)
"""

from generator.rule import Rule

RULE = Rule("name-mismatch")
