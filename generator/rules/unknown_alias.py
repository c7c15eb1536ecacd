"""An alias names an anchor that stands before it.

A value that only begins with * is text, and is quoted.

Example:
    path: *models                 # broken
    path: "*models"               # sound

Source: https://yaml.org/spec/1.2.2/#71-alias-nodes
"""

from generator.rule import Rule

RULE = Rule("unknown-alias")
