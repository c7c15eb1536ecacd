"""What kubelet makes of `$(NAME)` and `$$` in a container's command, args and env.

Source: the documentation of the fields `command`, `args` and `env.value` of Container v1 core; and, for pods of a
LeaderWorkerSet, the variables that its webhook adds (github.com/kubernetes-sigs/lws, pkg/utils/pod/pod_utils.go).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.command_line.kubelet_expansion import halved, references
from generator.hydra.lines import Edit, apply

LEADER_WORKER_SET = ("LWS_LEADER_ADDRESS", "LWS_GROUP_SIZE", "LWS_WORKER_INDEX")
"""Variables of pods that are served by several: their values are known on the cluster only."""


def expand(text: str, environment: Mapping[str, str]) -> str:
    """Return a text after kubelet: `$$` is `$`, `$(NAME)` the variable's value; an unknown one stays as it is."""
    known = [each for each in references(text) if each.name in environment]
    edits = [Edit(each.offset, each.offset + each.length, environment[each.name]) for each in known]
    return apply(text, (*edits, *(Edit(offset, offset + 2, "$") for offset in halved(text))))


def environment_of(container: Mapping[str, Any], distributed: bool) -> dict[str, str]:
    """Return a container's variables for `expand`. What only the cluster knows stands in angle brackets, by its name."""
    known = {name: f"<{name}>" for name in LEADER_WORKER_SET} if distributed else {}
    for entry in container.get("env") or ():
        value = entry.get("value")
        known[entry["name"]] = expand(value or "", known) if "valueFrom" not in entry else f"<{entry['name']}>"
    return known
