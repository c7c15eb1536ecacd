"""The ConfigMap that Hydra has on a cluster is there to be extended.

Servewright adds entries to what the platform wrote. Without the exported file all else would be lost on the cluster;
base: none says aloud that there is nothing yet.

Example:
    hydra: {role: worker, global: centre}                     # broken without live/hydra-agent.yaml
    hydra: {role: worker, global: centre, base: none}         # sound on a cluster without the ConfigMap

Source: the definition language, hydra.base in schemas/cluster.json
"""

from generator.rule import Rule

RULE = Rule("missing-base")
