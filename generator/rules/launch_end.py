"""A launch command ends with the server's own command.

Hydra's CUSTOM_ARGS come last. Behind a comment, &, ; or a redirection they would be lost, or be another command. A command
that must end so marks their place by ${{ hydra.custom_args }}.

Example:
    single: vllm serve {{ .MODEL_PATH }} &               # broken
    single: vllm serve {{ .MODEL_PATH }}                 # sound
    single: vllm serve {{ .MODEL_PATH }} ${{ hydra.custom_args }} &      # sound

Source: the platform's manual on custom runtimes (CUSTOM_ARGS)
"""

from generator.rule import Rule

RULE = Rule("launch-end")
