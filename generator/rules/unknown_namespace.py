"""A service's namespace is one of its cluster's.

Namespaces are not made by Servewright; the cluster lists those that there are, with their Pod Security level.

Example:
    services/dmeo/chat.yaml                                # broken where the cluster lists demo
    namespaces: [{name: demo}]                             # sound, with services/demo/chat.yaml

Source: the definition language, namespaces in schemas/cluster.json
"""

from generator.rule import Rule

RULE = Rule("unknown-namespace")
