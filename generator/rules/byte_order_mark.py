"""Definitions and scripts begin with their first character, not with a byte order mark.

Some readers of YAML skip it and others refuse it; a shell takes it for part of the first word, so that #! is not found.

Example:
    saved as "UTF-8 with BOM"      # broken
    saved as "UTF-8"               # sound

Source: https://yaml.org/spec/1.2.2/#52-character-encodings
"""

from generator.rule import Rule

RULE = Rule("byte-order-mark")
