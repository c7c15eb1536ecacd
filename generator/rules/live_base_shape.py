"""The payload of a live ConfigMap has the shape that Hydra gives it.

Entries are spliced into its list; where the list is missing its form, stands twice or is no list, nothing can be added
without changing what the platform wrote.

Example:
    deployment_templates: {match_runtimes: [vllm]}       # broken: no list
    deployment_templates: [{match_runtimes: [vllm]}]     # sound

Source: the platform's manual on custom runtimes (templates, deployment_templates)
"""

from generator.rule import Rule

RULE = Rule("live-base-shape")
