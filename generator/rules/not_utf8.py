"""A definition is UTF-8.

Other encodings are read as other characters, or not at all.

Example:
    saved as Latin-1 or GBK       # broken
    saved as UTF-8                # sound

Source: https://yaml.org/spec/1.2.2/#52-character-encodings
"""

from generator.rule import Rule

RULE = Rule("not-utf8")
