"""A value is one that its field takes.

A word that is not among those that are known, a name with characters that it cannot have, a number out of bounds: the
compiler or the API server could do nothing with it. Of native fields, Kubernetes' own words, bounds and forms of names
count too: a service whose pod has protocol: tcp or containerPort: 80800 would be accepted, and never start.

Example:
    deploymentMode: RawDeployment         # broken
    deploymentMode: Standard              # sound
    imagePullPolicy: Sometimes            # broken
    imagePullPolicy: IfNotPresent         # sound

Source: enum, pattern and bounds in schemas/*.json, KServe's CRDs, and pkg/apis/core/validation of
kubernetes/kubernetes, v1.34.
"""

from generator.rule import Rule

RULE = Rule("not-allowed-value")
