"""A definition has no merge keys.

<<: is an extension of YAML 1.1 that readers treat differently. Layers do the same, and diagnostics can show them.

Example:
    prod: {<<: *common, replicas: 2}       # broken
    overlays: [common]                     # sound: a layer for what clusters share

Source: https://yaml.org/type/merge.html
"""

from generator.rule import Rule

RULE = Rule("merge-key")
