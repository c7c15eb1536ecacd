"""A file holds one document.

A definition is found by its path; a second one behind --- would be found by nobody.

Example:
    two documents with --- between them           # broken
    a file for each                               # sound

Source: https://yaml.org/spec/1.2.2/#92-streams
"""

from generator.rule import Rule

RULE = Rule("several-documents")
