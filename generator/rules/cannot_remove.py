"""A service does not try to remove what its runtime says.

KServe merges the two on the cluster, where a service can add and change, but its nulls and $patch: delete are gone by
then. What must not be there belongs into a flavour of the runtime without it.

Example:
    env: [{name: HF_ENDPOINT, $patch: delete}]     # broken in a service, where the runtime sets it
    flavours: [{name: offline, …}]                 # sound: a flavour of the runtime whose layer deletes it

Source: MergeRuntimeContainers and MergePodSpec, pkg/controller/v1beta1/inferenceservice/utils/utils.go in kserve/kserve
"""

from generator.rule import Rule

RULE = Rule("cannot-remove")
