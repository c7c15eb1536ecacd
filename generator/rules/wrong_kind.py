"""A definition's kind is the one that its place calls for.

What is pasted from a cluster, a ClusterServingRuntime or an InferenceService, goes into a Runtime or becomes a ModelService.

Example:
    kind: ClusterServingRuntime           # broken in runtimes/server/runtime.yaml
    kind: Runtime                         # sound: the rest goes under spec.clusterServingRuntime

Source: the definition language: where definitions lie (README, Where things are)
"""

from generator.rule import Rule

RULE = Rule("wrong-kind")
