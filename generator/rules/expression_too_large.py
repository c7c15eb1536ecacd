"""An object can hold what an expression gives.

Kubernetes' numbers have 64 bits at most, and an object 1.5 MiB: a text that grows beyond that comes from a mistake, or from
somebody who wants the build to take all memory.

Example:
    value: ${{ 99999999999999999999 }}                # broken
    value: ${{ '99999999999999999999' }}              # sound: text

Source: https://etcd.io/docs/v3.5/dev-guide/limit/
"""

from generator.rule import Rule

RULE = Rule("expression-too-large")
