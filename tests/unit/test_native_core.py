"""The notation's Kubernetes types are Kubernetes' own, field by field and in both directions.

Fields, types and required fields: the OpenAPI schemas that kubernetes-validate carries. Merge keys: the struct tags
of k8s.io/api, as tests/oracles/mergekeys reads them by reflection.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest

from generator.native.notation import Field, native_types, parse
from tests.oracle import ask

SCHEMAS = Path(kubernetes_validate.__file__).parent / "kubernetes-json-schema"
FIELDS = Path(__file__).parents[2] / "generator" / "schemas"
PACKAGES = (
    "io.k8s.api.core.v1",
    "io.k8s.apimachinery.pkg.apis.meta.v1",
    "io.k8s.api.apps.v1",
    "io.k8s.api.autoscaling.v2",
)

NOT_OF_KUBERNETES = {
    "ClusterObjectMeta",  # ObjectMeta of an object without a namespace
    "ClaimSource",  # what PodResourceClaim.source held until Kubernetes 1.31
}
DIFFERENCES = {
    # Written by the API server only.
    *(("ObjectMeta", name, "there only") for name in ("creationTimestamp", "deletionGracePeriodSeconds")),
    *(("ObjectMeta", name, "there only") for name in ("deletionTimestamp", "generation", "managedFields")),
    *(("ObjectMeta", name, "there only") for name in ("ownerReferences", "resourceVersion", "selfLink", "uid")),
    # A finished object has a name, a kind and a version.
    ("ObjectMeta", "generateName", "there only"),
    ("ObjectMeta", "name", "required here only"),
    ("ConfigMap", "apiVersion", "required here only"),
    ("ConfigMap", "apiVersion", "string there, =v1 here"),
    ("ConfigMap", "kind", "required here only"),
    ("ConfigMap", "kind", "string there, =ConfigMap here"),
    ("ConfigMap", "metadata", "required here only"),
    # KServe's pod specs need no containers of their own, and do not pass the metadata of a claim template on.
    ("PodSpec", "containers", "required there only"),
    ("PodSpec", "ephemeralContainers", "there only"),
    ("PersistentVolumeClaimTemplate", "metadata", "ObjectMeta there, {} here"),
    # Gone from Kubernetes, but still in older versions of KServe.
    ("PodResourceClaim", "source", "here only"),
    ("VolumeResourceRequirements", "claims", "here only"),
    # Newer than the Kubernetes that KServe 0.20 embeds.
    ("ClusterTrustBundleProjection", "user", "there only"),
    ("ConfigMapVolumeSource", "defaultUser", "there only"),
    ("DownwardAPIVolumeFile", "user", "there only"),
    ("DownwardAPIVolumeSource", "defaultUser", "there only"),
    ("EmptyDirVolumeSource", "mode", "there only"),
    ("GRPCAction", "mode", "there only"),
    ("HTTPGetAction", "protocol", "there only"),
    ("KeyToPath", "user", "there only"),
    ("PodCertificateProjection", "user", "there only"),
    ("PodCertificateProjection", "userAnnotations", "there only"),
    ("PodSpec", "evictionResponders", "there only"),
    ("PodSpec", "schedulingGroup", "there only"),
    ("ProjectedVolumeSource", "defaultUser", "there only"),
    ("SecretVolumeSource", "defaultUser", "there only"),
    ("ServiceAccountTokenProjection", "user", "there only"),
    ("VolumeMount", "bindMountOptions", "there only"),
}
"""Type, field, and what differs on purpose from the latest Kubernetes."""

SHARED_WITH_KSERVE = (
    "DeploymentStrategy",
    "RollingUpdateDeployment",
    "HorizontalPodAutoscalerBehavior",
    "HPAScalingRules",
    "HPAScalingPolicy",
)


def test_core_fields_are_those_of_kubernetes() -> None:
    types = parse((FIELDS / "core.fields").read_text("utf-8"))
    found: set[tuple[str, str, str]] = set()
    for name in types.keys() - NOT_OF_KUBERNETES:
        found.update((name, field, what) for field, what in _differences(types[name].fields, _definitions()[name]))
    assert found == DIFFERENCES


@pytest.mark.parametrize("name", SHARED_WITH_KSERVE)
def test_types_that_kserve_takes_from_kubernetes(name: str) -> None:
    assert set(_differences(native_types()[name].fields, _definitions()[name])) == set()


def test_merge_keys_are_those_of_kubernetes() -> None:
    (go,) = ask("mergekeys", ())
    types = parse((FIELDS / "core.fields").read_text("utf-8"))
    ours = {
        name: {f: field.merge_keys for f, field in native.fields.items() if field.merge_keys}
        for name, native in types.items()
    }
    theirs = {name: {f: (key,) for f, key in keys.items()} for name, keys in go.items() if name in types}
    # Two entries of one port number and different protocols are two ports. Finalizers are replaced, as other plain
    # lists are; owner references are the server's. KServe's pod specs hold no ephemeral containers.
    for container in ("Container", "EphemeralContainer"):
        assert theirs[container].pop("ports") == ("containerPort",)
        assert ours[container].pop("ports") == ("containerPort", "protocol")
    assert theirs.pop("ObjectMeta") == {"finalizers": ("",), "ownerReferences": ("uid",)}
    assert theirs["PodSpec"].pop("ephemeralContainers") == ("name",)
    assert {name: keys for name, keys in ours.items() if keys} == {name: keys for name, keys in theirs.items() if keys}


@cache
def _definitions() -> dict[str, Any]:
    """Return Kubernetes' definitions by their short names; where packages share one, the first package's."""
    folder = SCHEMAS / f"v{kubernetes_validate.latest_version()}-local-strict"
    everything = json.loads((folder / "_definitions.json").read_bytes())["$defs"]
    found: dict[str, Any] = {}
    for package in PACKAGES:
        for name, definition in everything.items():
            if name.rpartition(".")[0] == package:
                found.setdefault(name.rpartition(".")[2], definition)
    return found


def _differences(fields: Any, definition: Any) -> Iterator[tuple[str, str]]:
    theirs = definition.get("properties", {})
    for name in fields.keys() | theirs.keys():
        if name not in fields or name not in theirs:
            yield name, "there only" if name in theirs else "here only"
            continue
        field: Field = fields[name]
        if _wide(field.type) != _type(theirs[name]):
            yield name, f"{_type(theirs[name])} there, {field.type} here"
        required = name in definition.get("required", ())
        if field.required != required:
            yield name, "required there only" if required else "required here only"


def _wide(field_type: str) -> str:
    """Return the type that takes every value: words, bounds and forms of names are Kubernetes' validation's."""
    word = field_type.strip("[]")
    if ".." in word:
        return field_type.replace(word, "integer")
    is_text = word in ("label", "subdomain") or (word.startswith("=") and "|" in word)
    return field_type.replace(word, "string") if is_text else field_type


def _type(schema: Any) -> str:
    """Return a Kubernetes type as the notation writes it. Optional fields may be null there; that is not compared."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition(".")[2]
        return {"Quantity": "quantity", "IntOrString": "intorstring"}.get(name, str(name))
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    (kind,) = (kind for kind in kinds if kind != "null")
    if kind == "array":
        return f"[{_type(schema['items'])}]"
    return f"map({_type(schema['additionalProperties'])})" if kind == "object" else str(kind)
