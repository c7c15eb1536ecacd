"""A mapping has each key once.

Readers of YAML keep the first value, keep the last or refuse the file.

Example:
    image: a:1
    image: a:2     # broken: keep one of the two to be sound

Source: https://yaml.org/spec/1.2.2/#3213-node-comparison
"""

from generator.rule import Rule

RULE = Rule("duplicate-key")
