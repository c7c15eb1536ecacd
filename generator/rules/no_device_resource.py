"""What a service asks of an accelerator is what its device plugin can share out.

A plugin that hands out whole devices has no resource for memory or cores, so the request would be lost.

Example:
    accelerator: {count: 1, memory: 8192}           # broken on nvidia.com/gpu
    accelerator: {count: 1}                         # sound; or devicePlugin: hami on the cluster

Source: the definition language, devicePlugins in schemas/accelerators.json
"""

from generator.rule import Rule

RULE = Rule("no-device-resource")
