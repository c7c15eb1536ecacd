"""A Hydra worker names its global cluster.

The global cluster's templates are those of its workers' runtimes: a worker of another, or of none, would have images
without templates.

Example:
    hydra: {role: worker, global: center}                  # broken: the cluster is called centre
    hydra: {role: worker, global: centre}                  # sound

Source: the definition language, hydra.global in schemas/cluster.json
"""

from generator.rule import Rule

RULE = Rule("unknown-global")
