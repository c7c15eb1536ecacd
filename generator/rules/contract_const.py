"""What a runtime's contract fixes stays as it is.

The runtime works with this value only, for the reason that the contract gives; Servewright writes it into each service.

Example:
    annotations: {storage.kserve.io/readonly: "true"}    # broken on MindIE, whose contract says const: "false"
    annotations: {}                                      # sound: the contract gives it

Source: const under contract in schemas/runtime.json
"""

from generator.rule import Rule

RULE = Rule("contract-const")
