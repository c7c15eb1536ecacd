"""A null, a deletion or a patch changes something.

It was written to take something away or to change it. If no object of any cluster differs by it, a name in it is wrong, or
it has outlived what it was for.

Example:
    env: [{name: HF_ENDPONT, $patch: delete}]       # broken: no lower layer has this name
    env: [{name: HF_ENDPOINT, $patch: delete}]      # sound

Source: the definition language: nothing is without effect
"""

from generator.rule import Rule

RULE = Rule("no-effect")
