"""A key of labels or annotations is one that Kubernetes takes.

The API server refuses others: a name of at most 63 letters, digits, '-', '_' and '.', after a DNS name and a slash if
need be.

Example:
    annotations: {model repo: x}           # broken
    annotations: {aml-model-repo: x}       # sound

Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
"""

from generator.rule import Rule

RULE = Rule("invalid-key")
