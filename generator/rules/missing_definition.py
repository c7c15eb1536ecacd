"""A folder of services or live files belongs to a cluster or overlay that is defined.

Without its cluster.yaml or overlay.yaml, nothing compiles them.

Example:
    clusters/two/services/demo/chat.yaml                      # broken alone
    clusters/two/cluster.yaml                                 # sound beside it

Source: the definition language: where definitions lie (README, Where things are)
"""

from generator.rule import Rule

RULE = Rule("missing-definition")
