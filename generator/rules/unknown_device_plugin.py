"""A device plugin that a cluster names is one of the accelerator's in the catalogue.

It says the resource keys that the plugin registers on nodes.

Example:
    accelerators: [{name: nvidia, devicePlugin: hamy}]     # broken
    accelerators: [{name: nvidia, devicePlugin: hami}]     # sound

Source: the definition language, devicePlugins in schemas/accelerators.json
"""

from generator.rule import Rule

RULE = Rule("unknown-device-plugin")
