"""An anchor's name stands once in a file.

YAML lets a later anchor take an earlier one's name; readers that follow libyaml refuse it, and people read it wrong.

Example:
    a: &x 1
    b: &x 2        # broken
    b: &y 2        # sound

Source: https://yaml.org/spec/1.2.2/#71-alias-nodes
"""

from generator.rule import Rule

RULE = Rule("duplicate-anchor")
