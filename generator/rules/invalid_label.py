"""A label's value is one that Kubernetes takes.

The API server refuses others: at most 63 letters, digits, '-', '_' and '.', a letter or digit first and last.

Example:
    labels: {team: search and rank}        # broken
    labels: {team: search-and-rank}        # sound; longer texts go into annotations

Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
"""

from generator.rule import Rule

RULE = Rule("invalid-label")
