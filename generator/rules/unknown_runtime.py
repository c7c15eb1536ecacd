"""A runtime that is named exists.

Services and clusters name Runtimes by their folder, not ClusterServingRuntimes by their object's name; the name of one that
does not exist would leave a service waiting for ever.

Example:
    runtime: aml-vllm-ascend-0.18.0rc1    # broken
    runtime: vllm-ascend                  # sound

Source: GetServingRuntime, pkg/controller/v1beta1/inferenceservice/utils/utils.go in github.com/kserve/kserve
"""

from generator.rule import Rule

RULE = Rule("unknown-runtime")
