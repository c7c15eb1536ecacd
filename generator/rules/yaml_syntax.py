"""A definition is YAML.

What cannot be read cannot be compiled. Braces of templates, colons and quotes in plain text are the usual causes: quotes
around the whole value help.

Example:
    value: {{ .Name }}                    # broken: braces of YAML's own
    value: "{{ .Name }}"                  # sound

Source: https://yaml.org/spec/1.2.2/
"""

from generator.rule import Rule

RULE = Rule("yaml-syntax")
