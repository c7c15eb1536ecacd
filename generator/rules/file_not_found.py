"""A file that an expression names can be read.

The path is relative to the definition that holds the expression.

Example:
    command: [bash, -c, "${{ file('lauch.sh') }}"]        # broken: no such file
    command: [bash, -c, "${{ file('launch.sh') }}"]       # sound

Source: the definition language: file()
"""

from generator.rule import Rule

RULE = Rule("file-not-found")
