"""A definition's file holds a definition.

An empty file, or one of comments alone, where a runtime, cluster or service is due is a definition that was lost.

Example:
    # nothing but this comment                     # broken
    apiVersion: servewright.io/v1alpha1            # sound, with kind, metadata and spec

Source: https://yaml.org/spec/1.2.2/#92-streams
"""

from generator.rule import Rule

RULE = Rule("empty-file")
