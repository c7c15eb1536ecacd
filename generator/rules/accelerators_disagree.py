"""A flavour that fits several accelerators of a cluster is the same on all of them.

It becomes one ClusterServingRuntime there, so label, toolkit and the accelerators' own layers must agree.

Example:
    flavours: [{name: gpu, accelerators: [nvidia, amd]}]          # broken: one is labelled nvidia, the other amd
    flavours: [{name: cuda, accelerators: [nvidia]}, {name: rocm, accelerators: [amd]}]                  # sound

Source: the definition language, accelerators in schemas/runtime.json
"""

from generator.rule import Rule

RULE = Rule("accelerators-disagree")
