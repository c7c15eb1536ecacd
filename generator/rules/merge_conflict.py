"""A file that is read holds no unresolved merge.

Git leaves both sides in the file, between lines of its own. In a definition they are no YAML; in a script or in the text of
a block they would reach the cluster as they are.

Example:
    <<<<<<< HEAD … ======= … >>>>>>> branch      # broken
    what the two sides come to                   # sound

Source: https://git-scm.com/docs/git-merge#_how_conflicts_are_presented
"""

from generator.rule import Rule

RULE = Rule("merge-conflict")
