"""An accelerator that is named is in the catalogue, and on the cluster where one is asked for.

clusters/accelerators.yaml lists the hardware with its labels and resource keys.

Example:
    accelerators: [{name: ascend-910b}]           # broken: the catalogue has ascend-910b4
    accelerators: [{name: ascend-910b4}]          # sound

Source: the definition language, schemas/accelerators.json
"""

from generator.rule import Rule

RULE = Rule("unknown-accelerator")
