"""The channel that a cluster follows is one of its runtimes'.

A channel leads to a release; a runtime without that channel would have to guess which.

Example:
    channel: beta                 # broken where the runtime has channels: {stable: "2026-01", canary: "2026-08"}
    channel: canary               # sound

Source: the definition language, channel in schemas/cluster.json and channels in schemas/runtime.json
"""

from generator.rule import Rule

RULE = Rule("unknown-channel")
