"""No two flavours of a runtime match the same GPU type on one Hydra worker.

hydra-agent has one entry for each; which image Hydra takes where two match, its manual does not say.

Example:
    flavours: [{name: a, accelerators: [nvidia]}, {name: b, accelerators: [nvidia]}]       # broken on one worker
    runtimes: [{name: vllm, flavours: [a]}]                                                # sound: the cluster says which

Source: the platform's manual on custom runtimes (deployment_templates)
"""

from generator.rule import Rule

RULE = Rule("agent-overlap")
