"""The order in which KServe's merge leaves a list of a runtime's container that a service's model adds to.

Source: mergeSortedSlice, k8s.io/apimachinery/pkg/util/strategicpatch/patch.go, which MergeRuntimeContainers uses.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

Key = TypeVar("Key")


def merged_order(runtime: Sequence[Key], service: Sequence[Key]) -> tuple[Key, ...]:
    """Return the merge keys of both lists in KServe's order.

    The service's stay in their order; one of the runtime's alone goes before the first of them that follows it in the
    runtime. So what only the service has comes before what only the runtime has.
    """
    places = {key: place for place, key in enumerate(runtime)}
    theirs = [key for key in runtime if key not in service]
    merged: list[Key] = []
    taken = 0
    for key in service:
        if key in places:
            while taken < len(theirs) and places[theirs[taken]] < places[key]:
                merged.append(theirs[taken])
                taken += 1
        merged.append(key)
    return (*merged, *theirs[taken:])
