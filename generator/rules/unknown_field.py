"""A field exists where it is written.

The API server drops fields that it does not know, so a misspelt one has no effect and nobody hears of it. KServe's fields
are those of the cluster's version; what the API server itself sets, such as uid or status, is no part of a definition.

Example:
    volumeMount: [{name: cache, mountPath: /cache}]        # broken
    volumeMounts: [{name: cache, mountPath: /cache}]       # sound

Source: schemas/*.json, and KServe's CRDs from v0.13 to v0.20
"""

from generator.rule import Rule

RULE = Rule("unknown-field")
