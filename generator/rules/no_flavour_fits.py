"""An installed flavour of its runtime runs on what a service asks for.

The service names an accelerator, or a device key, that no flavour of the runtime on this cluster is for.

Example:
    spec: {runtime: triton, accelerator: {name: cpu}}               # broken: triton runs on nvidia
    spec: {runtime: triton, accelerator: {name: nvidia, count: 1}}  # sound

Source: the definition language: a service's flavour follows from runtime, cluster and request
"""

from generator.rule import Rule

RULE = Rule("no-flavour-fits")
