"""A definition begins without directives.

%YAML and %TAG change how a reader takes the file, and not every reader follows.

Example:
    %YAML 1.1                             # broken: definitions are YAML 1.2
    apiVersion: servewright.io/v1alpha1   # sound

Source: https://yaml.org/spec/1.2.2/#68-directives
"""

from generator.rule import Rule

RULE = Rule("yaml-directive")
