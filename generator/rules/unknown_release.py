"""A channel leads to a release that the runtime has.

A cluster that follows the channel would get no release at all.

Example:
    channels: {stable: "2026-1"}, releases: [{name: "2026-01"}]       # broken
    channels: {stable: "2026-01"}, releases: [{name: "2026-01"}]      # sound

Source: the definition language, channels and releases in schemas/runtime.json
"""

from generator.rule import Rule

RULE = Rule("unknown-release")
