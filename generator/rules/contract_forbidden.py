"""What a runtime's contract forbids is not there.

It would keep the runtime from working, for the reason that the contract gives. Patches are judged too.

Example:
    contract: {env: {PORT: {forbidden: true, reason: The probes ask port 8080}}}    # in the runtime
    env: [{name: PORT, value: "9000"}]                                              # broken in a service
    env: []                                                                         # sound

Source: forbidden under contract in schemas/runtime.json
"""

from generator.rule import Rule

RULE = Rule("contract-forbidden")
