"""In a patch, a list has no items without a value.

A hyphen with nothing behind it is null, which no list of Kubernetes can hold. Elsewhere wrong-type tells it.

Example:
    patch: {spec: {containers: [{name: kserve-container, args: [serve, null]}]}}         # broken
    patch: {spec: {containers: [{name: kserve-container, args: [serve, --port=80]}]}}    # sound

Source: the definition language: null removes, and an item is removed by its name
"""

from generator.rule import Rule

RULE = Rule("null-item")
