"""A runtime that the platform installs is among the cluster's live files.

Its ClusterServingRuntime is not written, only referred to. Formats, protocols and containers of services can be judged
against it only if it was exported.

Example:
    external: true                                  # broken without its object in clusters/<cluster>/live/
    clusters/one/live/aml-platform.yaml             # sound: kubectl get clusterservingruntime aml-platform -o yaml

Source: the definition language, external in schemas/runtime.json
"""

from generator.rule import Rule

RULE = Rule("missing-external")
