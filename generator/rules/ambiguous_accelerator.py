"""It is clear on which accelerator of the cluster a service runs.

A flavour may fit several; each has its own resource key, and only the service can know which it wants.

Example:
    accelerator: {count: 1}                           # broken where the flavour fits two that can be counted
    accelerator: {name: ascend-910b4, count: 1}       # sound

Source: the definition language, accelerator in schemas/modelservice.json
"""

from generator.rule import Rule

RULE = Rule("ambiguous-accelerator")
