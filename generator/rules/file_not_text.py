"""A file that an expression takes in is UTF-8 text.

Objects of Kubernetes are text; other bytes cannot be in them.

Example:
    ${{ file('model.bin') }}                              # broken
    ${{ file('launch.sh') }}                              # sound, saved as UTF-8

Source: the definition language: file()
"""

from generator.rule import Rule

RULE = Rule("file-not-text")
