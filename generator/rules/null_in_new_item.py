"""A new item of a list has no nulls.

Null takes away what a lower layer says; where no lower layer has the item, its name is wrong or the null is for nothing.

Example:
    env: [{name: HOEM, value: null}]               # broken: nothing has HOEM
    env: [{name: HOME, value: null, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]    # sound where HOME is inherited

Source: the definition language: null removes
"""

from generator.rule import Rule

RULE = Rule("null-in-new-item")
