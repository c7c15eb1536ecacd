"""A service's runtime has a ClusterServingRuntime.

A runtime that only Hydra starts cannot serve an InferenceService.

Example:
    runtime: vllm-cpu             # broken: it has hydraLaunch only
    runtime: xinference           # sound

Source: the definition language, clusterServingRuntime in schemas/runtime.json
"""

from generator.rule import Rule

RULE = Rule("no-serving-runtime")
