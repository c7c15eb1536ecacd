"""$setElementOrder/<list> lists the items of its list, in the order in which the patch has them.

It is what kubectl writes into patches. One that contradicts its own list, lacks items or stands beside a list that does
not merge by keys says two things at once.

Example:
    $setElementOrder/env: [{name: B}, {name: A}]
    env: [{name: A, value: "1"}, {name: B, value: "2"}]       # broken: the other way round
    env: [{name: B, value: "2"}, {name: A, value: "1"}]       # sound

Source: strategic-merge-patch.md in github.com/kubernetes/community (contributors/devel/sig-api-machinery)
"""

from generator.rule import Rule

RULE = Rule("element-order")
