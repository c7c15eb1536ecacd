"""In a patch, a merge directive is one that exists.

$patch: replace, $patch: delete and $setElementOrder/<list> do; any other key with $ would reach the cluster as a field.
Elsewhere unknown-field and not-allowed-value tell it.

Example:
    patch: {metadata: {annotations: {$patch: overwrite, team: ml}}}    # broken
    patch: {metadata: {annotations: {$patch: replace, team: ml}}}      # sound

Source: strategic-merge-patch.md in github.com/kubernetes/community (contributors/devel/sig-api-machinery)
"""

from generator.rule import Rule

RULE = Rule("unknown-directive")
