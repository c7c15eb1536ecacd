"""A list has no items without a value.

A hyphen with nothing behind it is null, which no list of Kubernetes can hold.

Example:
    args:
      - serve
      -                           # broken
      - --port=8080               # sound

Source: the definition language: null removes, and an item is removed by its name
"""

from generator.rule import Rule

RULE = Rule("null-item")
