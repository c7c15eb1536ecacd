"""A runtime that is installed has a flavour.

Each flavour becomes one ClusterServingRuntime and one image for Hydra; with none, nothing would be made.

Example:
    runtimes: [{name: vllm, flavours: []}]          # broken
    runtimes: [{name: vllm}]                        # sound: all flavours that fit

Source: the definition language, flavours in schemas/runtime.json and schemas/cluster.json
"""

from generator.rule import Rule

RULE = Rule("no-flavour")
