"""An expression names and chooses values, and computes nothing.

Names, index, comparison, and/or/not, inline if, ~ and a dozen filters are all there is, so that output follows from the
definitions, in bounded time. Arithmetic, methods, loops and names with underscores are not.

Example:
    value: ${{ cluster.values.gpus * 2 }}             # broken
    value: ${{ cluster.values.doubled }}              # sound: the cluster says the finished value

Source: the definition language: README, templates that can meet in one string
"""

from generator.rule import Rule

RULE = Rule("expression-forbidden")
