"""A service's runtime is installed on its cluster.

A cluster has the runtimes that it lists; KServe would keep the service waiting for one that is not there.

Example:
    runtimes: []                          # broken in the cluster, with spec: {runtime: triton} in a service
    runtimes: [{name: triton}]            # sound

Source: the definition language, runtimes in schemas/cluster.json
"""

from generator.rule import Rule

RULE = Rule("runtime-not-installed")
