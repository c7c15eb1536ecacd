"""A file has a size that a definition can have.

What is larger than the limit is no definition, or has a script in it that belongs into a file of its own.

Example:
    a definition of 2 MiB, or with 200,000 values         # broken
    value: ${{ file('script.sh') }}                       # sound: the script stands beside it

Source: the definition language: limits on input, which is not trusted
"""

from generator.rule import Rule

RULE = Rule("file-too-large")
