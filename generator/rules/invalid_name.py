"""An object has a name that Kubernetes and KServe take.

ClusterServingRuntimes have DNS names. An InferenceService begins with a letter, has no dots, and at most 48 characters:
KServe makes labels of it, which end at 63.

Example:
    clusterServingRuntime: {metadata: {name: Server_1}}             # broken
    clusterServingRuntime: {metadata: {name: server-1}}             # sound

Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ and
    pkg/apis/serving/v1beta1/inference_service_validation.go in github.com/kserve/kserve
"""

from generator.rule import Rule

RULE = Rule("invalid-name")
