"""A live file holds one Kubernetes object.

It is what kubectl get -o yaml prints. Another text says nothing that Servewright could read, not even kubectl's table.
Of ClusterServingRuntimes a List is read too.

Example:
    kubectl get configmap hydra-agent > live/hydra-agent.yaml            # broken: prints a table
    kubectl get configmap hydra-agent -o yaml > live/hydra-agent.yaml    # sound

Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/
"""

from generator.rule import Rule

RULE = Rule("not-an-object")
