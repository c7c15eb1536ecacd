"""$patch: replace stands alone in its list item.

Beside other keys it would empty the whole list, which is hardly what an item's author wants.

Example:
    env: [{name: A, value: b, $patch: replace}]                   # broken
    env: [{$patch: replace}, {name: A, value: b}]                 # sound: the list is this one item

Source: strategic-merge-patch.md in github.com/kubernetes/community (contributors/devel/sig-api-machinery)
"""

from generator.rule import Rule

RULE = Rule("replace-beside-keys")
