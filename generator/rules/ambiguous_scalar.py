"""A plain scalar means the same to every reader of YAML.

YAML 1.1 and 1.2 read words such as no and on, numbers such as 0777 and 12:30, and dates differently; Kubernetes' own
reader is one of the older kind. Quotes make it text, a plain number or true makes it what it is meant to be.

Example:
    value: no          # broken: text to YAML 1.2, false to YAML 1.1
    value: "no"        # sound

Source: https://yaml.org/spec/1.2.2/#103-core-schema and https://yaml.org/type/
"""

from generator.rule import Rule

RULE = Rule("ambiguous-scalar")
