"""An image in a cluster's runtimes entry is for one flavour.

Flavours are built for different hardware: one image cannot be that of several.

Example:
    runtimes: [{name: vllm, image: "example.com/vllm:1"}]                      # broken where two flavours fit
    runtimes: [{name: vllm, flavours: [cuda], image: "example.com/vllm:1"}]    # sound

Source: the definition language, runtimes in schemas/cluster.json
"""

from generator.rule import Rule

RULE = Rule("ambiguous-image")
