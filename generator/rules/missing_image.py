"""A container has an image.

Without one a pod cannot be made. The runtime, a flavour or the cluster says it; none is invented.

Example:
    flavours: [{name: cpu, accelerators: [cpu]}]                                   # broken if nothing else says it
    flavours: [{name: cpu, accelerators: [cpu], image: "example.com/vllm-cpu:1"}]  # sound

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#Container
"""

from generator.rule import Rule

RULE = Rule("missing-image")
