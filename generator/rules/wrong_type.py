"""A value is of the type that its field takes.

YAML reads version: 0.20 as the number 0.2 and env values such as 8080 as numbers, where Kubernetes wants text; a key with
nothing behind it is null.

Example:
    env: [{name: PORT, value: 8080}]      # broken
    env: [{name: PORT, value: "8080"}]    # sound

Source: type in schemas/*.json, and KServe's CRDs
"""

from generator.rule import Rule

RULE = Rule("wrong-type")
