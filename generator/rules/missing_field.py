"""A field that is needed is there.

Each kind says which fields it cannot do without; the same holds for native objects, where the API server would refuse them.

Example:
    spec: {predictor: {model: {storageUri: "pvc://models"}}}                       # broken: no runtime
    spec: {runtime: vllm, predictor: {model: {storageUri: "pvc://models"}}}        # sound

Source: required in schemas/*.json, and KServe's CRDs
"""

from generator.rule import Rule

RULE = Rule("missing-field")
