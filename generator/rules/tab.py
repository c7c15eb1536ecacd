"""A definition is indented with spaces.

YAML forbids tabs for indentation, and readers differ on what they mean elsewhere.

Example:
    spec:
    <tab>runtime: vllm        # broken
      runtime: vllm           # sound

Source: https://yaml.org/spec/1.2.2/#61-indentation-spaces
"""

from generator.rule import Rule

RULE = Rule("tab")
