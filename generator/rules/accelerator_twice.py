"""A service asks for its accelerator once.

spec.accelerator becomes limits under the resource key of the cluster's device plugin. A device key written beside it would
ask twice, or for another plugin's devices.

Example:
    accelerator: {count: 1}
    predictor: {model: {resources: {limits: {nvidia.com/gpu: "1"}}}}    # broken beside it; sound alone

Source: the definition language, accelerator in schemas/modelservice.json
"""

from generator.rule import Rule

RULE = Rule("accelerator-twice")
