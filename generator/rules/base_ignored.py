"""A cluster that says base: none has no exported ConfigMap lying beside it.

base: none writes Hydra's ConfigMap from nothing. What the file in live/ holds would not be in it, and be lost on the
cluster at the next sync.

Example:
    hydra: {role: worker, global: centre, base: none}    # broken beside live/hydra-agent.yaml
    hydra: {role: worker, global: centre}                # sound: extends it

Source: the definition language, hydra.base in schemas/cluster.json
"""

from generator.diagnostics import Severity
from generator.rule import Rule

RULE = Rule("base-ignored", Severity.WARNING)
