"""A cluster that is to be compiled exists.

It has a clusters/<cluster>/cluster.yaml; a misspelt name would compile nothing and look like success. The exit code is 2,
as of any wrong call.

Example:
    servewright build --cluster ascend-910        # broken
    servewright build --cluster ascend-910b       # sound

Source: the definition language: where definitions lie (README, Where things are)
"""

from generator.rule import Rule

RULE = Rule("unknown-cluster")
