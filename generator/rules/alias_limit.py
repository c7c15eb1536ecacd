"""Aliases do not make much out of little.

A few lines of aliases of aliases can stand for millions of values, and would take all memory to read.

Example:
    a: &a [x, x, x, x, x, x, x, x, x, x]
    b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]    # broken, after a few steps of this kind
    b: [*a]                                           # sound

Source: https://yaml.org/spec/1.2.2/#71-alias-nodes; the limit is the definition language's
"""

from generator.rule import Rule

RULE = Rule("alias-limit")
