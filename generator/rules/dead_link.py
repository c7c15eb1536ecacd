"""A symbolic link among the definitions leads to a file of the repo.

A link out of the repo, to a folder or nowhere gives no definition, and what should be compiled would be missed silently.

Example:
    clusters/b/services -> ../a/services               # broken: a folder
    clusters/b/services/demo/chat.yaml -> ../../../a/services/demo/chat.yaml    # sound

Source: the definition language: output follows from the repo alone
"""

from generator.rule import Rule

RULE = Rule("dead-link")
