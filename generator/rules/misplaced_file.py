"""A file under runtimes/, clusters/ and overlays/ lies where a definition is read.

A definition in another place, or under another name, is read by nobody; the cluster would silently not have it.

Example:
    clusters/one/services/chat.yaml             # broken: no namespace
    clusters/one/services/demo/chat.yaml        # sound

Source: the definition language: where definitions lie (README, Where things are)
"""

from generator.rule import Rule

RULE = Rule("misplaced-file")
