"""A runtime that a cluster lists has a flavour for it.

Accelerators, architectures and what a flavour requires are compared with the facts of the cluster; where nothing fits,
nothing would be installed.

Example:
    accelerators: [{name: cpu}], runtimes: [{name: triton}]                        # broken: triton runs on nvidia
    accelerators: [{name: cpu}, {name: nvidia, …}], runtimes: [{name: triton}]     # sound

Source: the definition language: accelerators, architectures and requires in schemas/runtime.json
"""

from generator.rule import Rule

RULE = Rule("flavour-does-not-fit")
