"""The live base of a cluster lies in the cluster's folder.

It is what was exported from that cluster: another cluster's ConfigMap would overwrite this one's settings.

Example:
    hydra: {base: ../other/live/hydra-agent.yaml}        # broken
    hydra: {base: live/hydra-agent.yaml}                 # sound, and what is taken where nothing is said

Source: the definition language, hydra.base in schemas/cluster.json
"""

from generator.rule import Rule

RULE = Rule("base-outside")
