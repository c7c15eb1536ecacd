"""Each object of a cluster is made once.

Two objects of one kind and name are one file in out/ and one object on the cluster: one of them would be lost.

Example:
    clusterServingRuntime: {metadata: {name: server}}                               # broken with two flavours
    clusterServingRuntime: {metadata: {name: "server-${{ flavour.name }}"}}         # sound

Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
"""

from generator.rule import Rule

RULE = Rule("duplicate-object")
