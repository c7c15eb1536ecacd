"""A launch command is one line.

Behind bash -c, Hydra wants one string without line ends: what follows one would be a command of its own.

Example:
    single: |                                            # broken: two lines
      vllm serve {{ .MODEL_PATH }}
      --trust-remote-code
    single: >-                                           # sound: folded into one

Source: the platform's manual on custom runtimes (argsTemplate with /bin/bash -c)
"""

from generator.rule import Rule

RULE = Rule("launch-lines")
