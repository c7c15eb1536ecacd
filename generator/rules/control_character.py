r"""A definition holds no invisible characters.

YAML readers refuse control characters or treat them differently, and who reads the file cannot see them.

Example:
    value: a raw escape character (U+001B)           # broken
    value: "\u001b[0m"                               # sound: written out, inside double quotes

Source: https://yaml.org/spec/1.2.2/#51-character-set
"""

from generator.rule import Rule

RULE = Rule("control-character")
