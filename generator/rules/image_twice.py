"""A layer says its serving container's image once.

image of the layer goes to the ClusterServingRuntime and to Hydra's agent. A native image of kserve-container beside it in
the same layer would be another one.

Example:
    image: quay.io/acme/server:1
    clusterServingRuntime: {spec: {containers: [{name: kserve-container, image: "…:2"}]}}   # broken beside it
    clusterServingRuntime: {spec: {containers: [{name: kserve-container}]}}                 # sound

Source: the definition language, image in schemas/runtime.json
"""

from generator.rule import Rule

RULE = Rule("image-twice")
