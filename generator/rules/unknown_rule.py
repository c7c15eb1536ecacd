"""A rule that servewright.yaml names exists.

A misspelt rule would leave the one that was meant as it is, and nobody would notice. `servewright rules` lists them.

Example:
    rules: {unpined-image: error}      # broken: no such rule
    rules: {unpinned-image: error}     # sound

Source: spec.rules in schemas/fleet.json
"""

from generator.rule import Rule

RULE = Rule("unknown-rule")
