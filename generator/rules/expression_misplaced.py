"""A name stands in the braces of the level that knows it.

${{ … }} is filled in at build time, {{ … }} on the cluster by KServe or Hydra. Each knows its own names only: the other's
would give an error there, or nothing.

Example:
    value: "{{ cluster.name }}"                       # broken: KServe knows no cluster
    value: ${{ cluster.name }}                        # sound

Source: the definition language: README, templates that can meet in one string
"""

from generator.rule import Rule

RULE = Rule("expression-misplaced")
