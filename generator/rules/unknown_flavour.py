"""A flavour that is named is one of its runtime's, and installed where a service asks for it.

Flavours are a runtime's hardware variants; the cluster's runtimes entry says which of them it has.

Example:
    spec: {runtime: mlserver, flavour: cuda-11}            # broken
    spec: {runtime: mlserver, flavour: cuda-11.6}          # sound

Source: the definition language, flavours in schemas/runtime.json
"""

from generator.rule import Rule

RULE = Rule("unknown-flavour")
