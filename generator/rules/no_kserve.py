"""A cluster with services has KServe.

Without spec.kserve no InferenceService can run there.

Example:
    spec: {hydra: {role: worker, global: centre}}                            # broken with services/
    spec: {kserve: {distribution: alauda, version: "0.19"}}                  # sound

Source: the definition language, kserve in schemas/cluster.json
"""

from generator.rule import Rule

RULE = Rule("no-kserve")
