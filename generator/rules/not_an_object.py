"""A live file holds one Kubernetes object.

It is what kubectl get -o yaml prints for one object; a list of objects or another text says nothing of that object.

Example:
    kubectl get configmaps -o yaml                 # broken: prints a List
    kubectl get configmap hydra-agent -o yaml      # sound

Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/
"""

from generator.rule import Rule

RULE = Rule("not-an-object")
