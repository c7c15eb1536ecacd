"""What an expression names exists.

A misspelt name would give nothing, and a text with a hole. What is only there on some clusters gets a fallback.

Example:
    value: ${{ cluster.values.miror }}                    # broken: no such value
    value: ${{ cluster.values.mirror | default('docker.io') }}    # sound, also where a cluster has none

Source: the definition language: the names that expressions see
"""

from generator.rule import Rule

RULE = Rule("expression-unknown-name")
