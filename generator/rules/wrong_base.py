"""A live base is the ConfigMap that Hydra has under that name.

Kind, name, namespace and data key must be those that Hydra reads, and Servewright's own annotation must be as it was
written; otherwise another object would be extended.

Example:
    metadata: {name: hydra-runtime-template}      # broken as a worker's base
    metadata: {name: hydra-agent}                 # sound

Source: the definition language, hydra in schemas/fleet.json
"""

from generator.rule import Rule

RULE = Rule("wrong-base")
