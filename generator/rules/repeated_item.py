"""A list of names has each name once.

The second one says nothing, or was meant to be another.

Example:
    overlays: [site, site]                # broken
    overlays: [site, air-gapped]          # sound

Source: uniqueItems in schemas/*.json
"""

from generator.rule import Rule

RULE = Rule("repeated-item")
