"""An expression can be read.

Between ${{ and }} stands one expression. Text that only looks like one is written with a second dollar sign.

Example:
    value: "${{ cluster.name"                         # broken: no end
    value: "${{ cluster.name }}"                      # sound
    value: "$${{ not ours }}"                         # sound: the text ${{ not ours }}

Source: https://jinja.palletsprojects.com/en/stable/templates/#expressions, of which this is a part
"""

from generator.rule import Rule

RULE = Rule("expression-syntax")
