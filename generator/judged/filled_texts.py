"""The texts that KServe fills in: those with `{{` in the serving container and, from 0.15 on, the transformer's.

Source: ReplacePlaceholders, pkg/controller/v1beta1/inferenceservice/utils/utils.go, and its callers in
components/predictor.go of kserve/kserve, v0.13 to v0.20.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from generator.gotemplate import parse
from generator.judged.objects import NOT_OF_CONTAINERS, Container, Judged
from generator.judged.texts import texts_with
from generator.kserve.container import CONTAINER, TRANSFORMER
from generator.place import Steps

_TRANSFORMER_SINCE = 15
"""The minor version of KServe that first filled in a transformer's texts."""

parsed = lru_cache(maxsize=1024)(parse)
"""A text as a template: the same few stand in many objects, and several rules ask."""


def filled_texts(judged: Judged) -> Iterator[tuple[str, Steps]]:
    """Yield each text with `{{` that an object writes and KServe fills in, with the steps to it.

    Upstream's reads a whole container as one template. Alauda's reads a text by itself, and leaves one without `}}`.
    """
    if not judged.may_write("{{"):
        return
    for container in judged.containers:
        if _is_filled_in(container, judged):
            for text, steps in texts_with("{{", container.value):
                if steps[0] not in NOT_OF_CONTAINERS:
                    yield text, (*container.steps, *steps)


def _is_filled_in(container: Container, judged: Judged) -> bool:
    """Say whether a container is the serving one or its transformer."""
    match container.steps:
        case ("spec", "predictor", "model"):
            return True
        case ("spec", "containers", _) if container.name == CONTAINER:
            return True
        case ("spec", "containers", _) | ("spec", "predictor", "containers", _) if container.name == TRANSFORMER:
            since = judged.facts.minor >= _TRANSFORMER_SINCE
            return since and (judged.kind == "ClusterServingRuntime" or bool(judged.model))
    return False
