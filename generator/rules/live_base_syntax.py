"""The payload of a live ConfigMap is YAML.

It was cut or changed by hand since it was exported: what cannot be read cannot be extended.

Example:
    match_runtimes: [vllm                                # broken
    match_runtimes: [vllm]                               # sound

Source: https://yaml.org/spec/1.2.2/
"""

from generator.rule import Rule

RULE = Rule("live-base-syntax")
