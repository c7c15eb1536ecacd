"""Of fields that exclude one another, one is there.

An env has value or valueFrom, a probe one handler, a volume one source. The API server refuses two, also where one of them
comes from a lower layer.

Example:
    env: [{name: A, value: b, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]       # broken
    env: [{name: A, value: null, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]    # sound: null takes one away

Source: pkg/apis/core/validation/validation.go in github.com/kubernetes/kubernetes
"""

from generator.rule import Rule

RULE = Rule("union-conflict")
