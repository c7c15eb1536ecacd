"""A live ConfigMap has one entry of ours for each name.

Its annotation servewright.io/entries names an entry that stands there twice: one was written by hand, and Servewright
cannot know which is its own.

Example:
    templates: [{runtime: acme}, {runtime: acme}]     # broken where the annotation names acme
    templates: [{runtime: acme}]                      # sound

Source: the definition language: the fleet's own entries are named in the annotation
"""

from generator.rule import Rule

RULE = Rule("entry-repeated")
