"""An expression stands where it is evaluated.

Names, references, facts and what expressions themselves see are taken as they stand, before there is anything to evaluate.

Example:
    overlays: ["${{ cluster.name }}-site"]            # broken
    overlays: [north-site]                            # sound

Source: the definition language: names and references are plain
"""

from generator.rule import Rule

RULE = Rule("expression-not-allowed")
