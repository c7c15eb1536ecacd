"""A patch can be applied to each object that its target names.

A pointer that leads nowhere or a test that fails says that the object is another one than was thought.

Example:
    patch: [{op: replace, path: /spec/predictor/maxReplicas, value: 2}]     # broken where it has none
    patch: [{op: add, path: /spec/predictor/maxReplicas, value: 2}]         # sound

Source: https://www.rfc-editor.org/rfc/rfc6902
"""

from generator.rule import Rule

RULE = Rule("patch-failed")
