"""The registries that a cluster's policy allows, and whether an image comes from one of them.

An entry of allowedRegistries begins the full names of images: docker.io and library/ are filled in, and a prefix ends
where a part of the name ends. The policy is the cluster's own, its overlays' included, else the fleet's.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from generator.diagnostics import Diagnostic
from generator.expressions.expand import SiteError, Surroundings, expand
from generator.expressions.scopes import cluster_scope
from generator.expressions.text import ExpressionError, Scope
from generator.images import ImageProblem, has_prefix, image_in, parse_image
from generator.json_schema.wording import found
from generator.memo import Memo
from generator.model import Cluster, Fleet
from generator.place import Steps
from generator.tree import Tree
from generator.yaml.document import Document
from generator.yaml.pieces import span_inside

_KEY = "allowedRegistries"
_BELOW = "/some/image"


class Registries(Struct, frozen=True):
    """The beginnings of full image names that a policy allows: None where it says nothing, or nothing that is sound."""

    allowed: tuple[str, ...] | None
    errors: tuple[SiteError, ...] = ()


def cluster_registries(fleet: Fleet, cluster: Cluster, tree: Tree, memo: Memo) -> Registries:
    """Return the registries that a cluster's policy allows, its expressions filled in, and what is wrong with them."""
    return memo.of("cluster's registries", (cluster,), lambda: _registries(fleet, cluster, tree, memo))


def policy_problems(fleet: Fleet, cluster: Cluster, tree: Tree, memo: Memo) -> Iterator[Diagnostic]:
    """Yield what is wrong with a cluster's policy."""
    for error in cluster_registries(fleet, cluster, tree, memo).errors:
        document, steps = _place(fleet, cluster)
        span = span_inside(document.mark((*steps, *error.steps)), error.error.offset, error.error.length)
        yield Diagnostic(error.error.rule, error.error.message, span, error.error.help)


def disallowed(text: str, allowed: tuple[str, ...]) -> str | None:
    """Return the full name of an image, or of an oci:// URI's, that no registry of the policy has; None where one has,
    and for what is no image reference."""
    image = parse_image(image_in(text))
    if isinstance(image, ImageProblem) or any(has_prefix(image.name, prefix) for prefix in allowed):
        return None
    return image.name


def _registries(fleet: Fleet, cluster: Cluster, tree: Tree, memo: Memo) -> Registries:
    stated = _policy(fleet, cluster).get(_KEY)
    if stated is None:
        return Registries(None)
    filled, errors = expand(stated, Surroundings(Scope(cluster_scope(cluster)), tree, None), memo)
    errors = errors or tuple(_wrong(filled))
    return Registries(None if errors else tuple(map(_full, filled)), errors)


def _policy(fleet: Fleet, cluster: Cluster) -> dict[str, Any]:
    own: dict[str, Any] = cluster.spec.get("policy") or {}
    if own or fleet.policy is None:
        return own
    value: dict[str, Any] = fleet.policy.value
    return value


def _place(fleet: Fleet, cluster: Cluster) -> tuple[Document, Steps]:
    if cluster.spec.get("policy") or fleet.policy is None:
        return cluster.place("policy", _KEY)
    return fleet.policy.document, (*fleet.policy.steps, _KEY)


def _wrong(registries: list[Any]) -> Iterator[SiteError]:
    for index, registry in enumerate(registries):
        if not isinstance(registry, str):
            message = f"a registry must be text, and the expression gives {found(registry)}"
            yield SiteError((index,), ExpressionError("wrong-type", message, "Add the filter: | string."))
        elif isinstance(parse_image(registry + _BELOW), ImageProblem):
            message = f"'{registry}' is no registry, nor a folder of one"
            help_text = (
                "Write registry[:port][/folder], in lower case, without a scheme and without a slash at the end."
            )
            yield SiteError((index,), ExpressionError("invalid-registry", message, help_text))


def _full(registry: str) -> str:
    image = parse_image(registry + _BELOW)
    assert not isinstance(image, ImageProblem)
    return image.name.removesuffix(_BELOW)
