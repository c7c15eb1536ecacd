"""The template actions of a launch command are closed.

The command becomes part of a Go template: an open {{ would swallow what follows, and Hydra could not read it.

Example:
    single: vllm serve {{ .MODEL_PATH                    # broken
    single: vllm serve {{ .MODEL_PATH }}                 # sound

Source: https://pkg.go.dev/text/template
"""

from generator.rule import Rule

RULE = Rule("launch-template")
