"""An expression gives text, a number or a boolean, and filters get what they work on.

Maps and lists cannot be filled into a scalar; they are written in YAML where they are due.

Example:
    value: ${{ cluster.values }}                          # broken: a map
    value: ${{ cluster.values | tojson }}                 # sound: its JSON, as text

Source: the definition language: expressions fill scalars
"""

from generator.rule import Rule

RULE = Rule("expression-type")
