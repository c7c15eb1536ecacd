"""The items of a list that merges by a key are mappings.

A text among them has no key by which a layer could find it.

Example:
    env: [HOME=/tmp]                       # broken
    env: [{name: HOME, value: /tmp}]       # sound

Source: strategic-merge-patch.md in github.com/kubernetes/community (contributors/devel/sig-api-machinery)
"""

from generator.rule import Rule

RULE = Rule("merge-item-type")
