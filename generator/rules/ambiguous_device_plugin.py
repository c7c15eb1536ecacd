"""A cluster says by which device plugin it offers an accelerator that has several.

The resource key belongs to the plugin that runs on the cluster, not to the chip.

Example:
    accelerators: [{name: ascend-910b4}]                         # broken: the catalogue has ascend and hami
    accelerators: [{name: ascend-910b4, devicePlugin: hami}]     # sound

Source: the definition language, devicePlugin in schemas/cluster.json
"""

from generator.rule import Rule

RULE = Rule("ambiguous-device-plugin")
