"""A service names its Runtime, not a ClusterServingRuntime.

Which object serves it follows from runtime, flavour and cluster, and changes with them.

Example:
    predictor: {model: {runtime: aml-vllm-ascend-cann-8.5.1}}     # broken
    spec: {runtime: vllm-ascend}                                  # sound

Source: the definition language, runtime in schemas/modelservice.json
"""

from generator.rule import Rule

RULE = Rule("pasted-runtime")
