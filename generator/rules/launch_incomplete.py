"""A runtime for Hydra says each command that a deployment can need.

A single node is always possible. Leader and worker go together: a model over several nodes needs both.

Example:
    hydraLaunch: {single: vllm serve …, leader: ray start --head …}                      # broken: no worker
    hydraLaunch: {single: vllm serve …, leader: ray start --head …, worker: ray start …}  # sound

Source: the platform's manual on custom runtimes (IS_DISTRIBUTED, IS_LEADER)
"""

from generator.rule import Rule

RULE = Rule("launch-incomplete")
