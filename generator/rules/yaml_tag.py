"""A definition has no tags.

They change a value's type, differently in different readers, and some make programs load code. Quotes and plain values say
what is meant.

Example:
    version: !!str 0.19                   # broken
    version: "0.19"                       # sound

Source: https://yaml.org/spec/1.2.2/#691-node-tags
"""

from generator.rule import Rule

RULE = Rule("yaml-tag")
