"""A contract does not forbid what it gives or requires.

No service could keep it.

Example:
    env: {PORT: {forbidden: true, default: "8080"}}      # broken
    env: {PORT: {const: "8080"}}                         # sound: given, and no other value

Source: forbidden under contract in schemas/runtime.json
"""

from generator.rule import Rule

RULE = Rule("contract-contradiction")
