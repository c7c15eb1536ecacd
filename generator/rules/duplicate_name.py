"""A name stands once in its list, and names one definition.

Lists of named things merge by name: of two of one name, layers could not tell which one they change.

Example:
    flavours: [{name: gpu, accelerators: [nvidia]}, {name: gpu, accelerators: [amd]}]      # broken
    flavours: [{name: cuda, accelerators: [nvidia]}, {name: rocm, accelerators: [amd]}]    # sound

Source: the definition language: lists of named items merge by name
"""

from generator.rule import Rule

RULE = Rule("duplicate-name")
