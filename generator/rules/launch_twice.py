"""A runtime says once how Hydra starts it.

hydraLaunch writes the command template; a native one beside it would be lost or take its place.

Example:
    hydraLaunch: {single: vllm serve …}, hydraTemplate: {podTemplate: {containerTemplate: {commandTemplate: […]}}}  # broken
    hydraLaunch: {single: vllm serve …}, hydraTemplate: {runtimeZH: vLLM}                                           # sound

Source: the definition language, hydraLaunch in schemas/runtime.json
"""

from generator.rule import Rule

RULE = Rule("launch-twice")
