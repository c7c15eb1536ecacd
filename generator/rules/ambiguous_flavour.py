"""It is clear which flavour of its runtime serves a model.

Flavours differ in hardware, image and formats; where several that are installed fit what a service asks for, it says which.

Example:
    spec: {runtime: xinference}                       # broken where cpu and cpu-pytorch are installed
    spec: {runtime: xinference, flavour: cpu}         # sound

Source: the definition language, flavour in schemas/modelservice.json
"""

from generator.rule import Rule

RULE = Rule("ambiguous-flavour")
