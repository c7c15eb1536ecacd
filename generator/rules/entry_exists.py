"""What the platform brings is not overwritten unasked.

Hydra's built-in runtimes, entries of a live ConfigMap that others wrote and ClusterServingRuntimes of the platform belong
to the platform; replace: true says that the fleet's own takes their place.

Example:
    metadata: {name: vllm}, spec: {hydraLaunch: …}                      # broken: Hydra brings a vllm
    metadata: {name: vllm}, spec: {replace: true, hydraLaunch: …}       # sound

Source: the definition language, replace in schemas/runtime.json
"""

from generator.rule import Rule

RULE = Rule("entry-exists")
