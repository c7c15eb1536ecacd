"""A service brings what its runtime's contract requires.

Without it, or with an empty value, the server does not start or does not find its model; the contract gives the reason.
Runtime and service count together, as the pod will have them.

Example:
    env: []                                          # broken on Xinference, which leaves MODEL_FAMILY to services
    env: [{name: MODEL_FAMILY, value: glm4-chat}]    # sound

Source: required under contract in schemas/runtime.json
"""

from generator.rule import Rule

RULE = Rule("contract-required")
