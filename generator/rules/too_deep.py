"""Mappings and lists are nested within reason.

No object of Kubernetes is as deep as the limit; input that is deeper is there to exhaust its reader.

Example:
    [[[[[[[[…]]]]]]]]         # broken: more than 64 deep
    [[1, 2], [3, 4]]          # sound

Source: the definition language: limits on input, which is not trusted
"""

from generator.rule import Rule

RULE = Rule("too-deep")
