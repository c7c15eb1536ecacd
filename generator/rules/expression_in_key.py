"""A mapping's keys hold no expressions.

Layers merge by keys before any expression is evaluated, so one in a key would reach the cluster as text.

Example:
    labels: {"${{ cluster.name }}": here}             # broken
    labels: {cluster: "${{ cluster.name }}"}          # sound

Source: the definition language: expressions fill values
"""

from generator.rule import Rule

RULE = Rule("expression-in-key")
