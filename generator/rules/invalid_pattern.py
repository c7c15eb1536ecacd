"""A contract's pattern is a regular expression that can be matched in linear time.

Services are input: a pattern that looks around or refers back could be made to take for ever.

Example:
    owner: {pattern: "(?!root).*"}         # broken: looks ahead
    owner: {pattern: "team-[a-z]+"}        # sound

Source: https://docs.rs/regex/latest/regex/#syntax
"""

from generator.rule import Rule

RULE = Rule("invalid-pattern")
