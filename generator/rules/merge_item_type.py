"""In a patch, the items of a list that merges by a key are mappings.

A text among them has no key by which an item of the object could be found. Elsewhere wrong-type tells it.

Example:
    patch: {spec: {containers: [kserve-container]}}                           # broken
    patch: {spec: {containers: [{name: kserve-container, args: [--v=2]}]}}    # sound

Source: strategic-merge-patch.md in github.com/kubernetes/community (contributors/devel/sig-api-machinery)
"""

from generator.rule import Rule

RULE = Rule("merge-item-type")
