"""A merge directive is one that exists.

$patch: replace, $patch: delete and $setElementOrder/<list> do; any other key with $ would reach the cluster as a field.

Example:
    $patch: remove                # broken
    $patch: delete                # sound

Source: strategic-merge-patch.md in github.com/kubernetes/community (contributors/devel/sig-api-machinery)
"""

from generator.rule import Rule

RULE = Rule("unknown-directive")
