"""A value matches the pattern that its runtime's contract gives.

The whole value must match: it becomes part of a path, a URL or a command, where other characters mean something else.

Example:
    annotations: {aml-model-repo: THUDM/glm4}        # broken on Xinference: [A-Za-z0-9][A-Za-z0-9._-]{0,99}
    annotations: {aml-model-repo: glm4}              # sound

Source: pattern under contract in schemas/runtime.json
"""

from generator.rule import Rule

RULE = Rule("contract-pattern")
