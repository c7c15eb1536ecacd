"""A value that a runtime's contract lists is one of those listed.

The runtime knows no others, for the reason that the contract gives.

Example:
    contract: {labels: {tier: {enum: [gold, silver]}}}   # in the runtime
    labels: {tier: bronze}                               # broken in a service
    labels: {tier: gold}                                 # sound

Source: enum under contract in schemas/runtime.json
"""

from generator.rule import Rule

RULE = Rule("contract-enum")
