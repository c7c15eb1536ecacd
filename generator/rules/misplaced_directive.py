"""A merge directive stands where items merge.

A list that is replaced as a whole has no items to patch or delete; there, $patch would reach the cluster as a field.

Example:
    tolerations: [{key: gpu, $patch: delete}]            # broken: tolerations are replaced
    tolerations: []                                      # sound: says all of them

Source: strategic-merge-patch.md in github.com/kubernetes/community (contributors/devel/sig-api-machinery)
"""

from generator.rule import Rule

RULE = Rule("misplaced-directive")
