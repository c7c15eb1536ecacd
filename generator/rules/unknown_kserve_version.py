"""A cluster's KServe is one that Servewright knows.

Fields, words and behaviour differ from release to release; what is not known cannot be checked.

Example:
    kserve: {distribution: upstream, version: "1.0"}       # broken
    kserve: {distribution: upstream, version: "0.20"}      # sound

Source: generator/kserve/versions.py, which names what it was compared with
"""

from generator.rule import Rule

RULE = Rule("unknown-kserve-version")
