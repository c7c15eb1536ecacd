"""A fleet has a cluster.

Without one there is nothing to compile for; most often the command runs in the wrong folder.

Example:
    servewright.yaml and runtimes/ alone            # broken
    clusters/one/cluster.yaml                       # sound beside them

Source: the definition language: where definitions lie (README, Where things are)
"""

from generator.rule import Rule

RULE = Rule("no-clusters")
