"""A number fits into 64 bits.

Kubernetes holds no larger ones: the API server would refuse it, or a reader would round it.

Example:
    value: 99999999999999999999          # broken
    value: "99999999999999999999"        # sound: text

Source: api-conventions.md, Primitive types, in github.com/kubernetes/community
"""

from generator.rule import Rule

RULE = Rule("number-out-of-range")
