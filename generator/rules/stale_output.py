"""out/ is what the definitions give.

What is committed there is what clusters get. build --check says where it differs: a build was forgotten, a file was
edited by hand, or a build was killed.

Example:
    a change of clusters/ without one of out/     # broken
    servewright build, and both committed         # sound

Source: the definition language: out/ is generated and committed
"""

from generator.rule import Rule

RULE = Rule("stale-output")
