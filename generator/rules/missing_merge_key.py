"""An item of a list that merges by a key has that key.

Layers find each other's items by it; without, an item could change none and be changed by none.

Example:
    volumeMounts: [{name: cache}]                             # broken: they merge by mountPath
    volumeMounts: [{name: cache, mountPath: /cache}]          # sound

Source: strategic-merge-patch.md in github.com/kubernetes/community (contributors/devel/sig-api-machinery)
"""

from generator.rule import Rule

RULE = Rule("missing-merge-key")
