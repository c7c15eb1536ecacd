"""The deployment mode is said in spec.deploymentMode.

The annotation's word depends on KServe's version: one release's is refused by another at the next update. Servewright
writes the one of the cluster.

Example:
    annotations: {serving.kserve.io/deploymentMode: RawDeployment}     # broken
    spec: {deploymentMode: Standard}                                   # sound, and what is taken where nothing is said

Source: pkg/constants/constants.go in github.com/kserve/kserve, v0.15 and v0.16
"""

from generator.rule import Rule

RULE = Rule("pasted-deployment-mode")
