"""A mapping's keys are text.

Kubernetes' objects are JSON, which knows no other keys.

Example:
    labels: {1: a}                # broken
    labels: {"1": a}              # sound

Source: https://www.rfc-editor.org/rfc/rfc8259#section-4
"""

from generator.rule import Rule

RULE = Rule("non-string-key")
