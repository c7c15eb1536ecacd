"""A mirror is of use: some image of some cluster is taken from it.

A mirror's key is the beginning of full image names: a registry, with folders if need be. A misspelt one leaves every
image where it was, and a cluster without a way out cannot pull them. Judged where the whole fleet is compiled.

Example:
    mirrors: {doker.io: mirror.example.com/hub}     # broken: no image begins with it
    mirrors: {docker.io: mirror.example.com/hub}    # sound; docker.io is the registry of names without one

Source: the order in which mirrors apply: the longest prefix of an image's full name wins (generator/images.py).
"""

from __future__ import annotations

from generator.diagnostics import Severity
from generator.rule import Rule

RULE = Rule("mirror-unused", Severity.WARNING)
