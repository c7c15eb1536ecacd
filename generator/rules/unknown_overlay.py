"""An overlay that a cluster lists exists.

Without it the cluster would lack a whole layer: mirrors, policy, patches.

Example:
    overlays: [airgapped]                 # broken
    overlays: [air-gapped]                # sound: overlays/air-gapped/overlay.yaml

Source: the definition language, overlays in schemas/cluster.json
"""

from generator.rule import Rule

RULE = Rule("unknown-overlay")
