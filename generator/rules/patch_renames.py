"""A patch leaves an object's identity alone.

Name, namespace and kind say which object it is and where its file lies; services refer to it by them.

Example:
    patch: {metadata: {name: other}}                              # broken
    clusterServingRuntime: {metadata: {name: other}}              # sound: in the runtime's definition

Source: the definition language, patches in schemas/common.json
"""

from generator.rule import Rule

RULE = Rule("patch-renames")
