"""The notation says what KServe's own CRDs say: every field of every supported version, in both directions.

The CRDs come from KServe's Go module (`make tools`). Compared are names, types, required fields, words and bounds;
not compared are integer widths, defaults and descriptions, which the notation does not state.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.kserve.versions import VERSIONS
from generator.native.schemas import object_schema

CRDS = Path(__file__).parents[2] / ".build" / "crds"
RELEASES = ("0.13.0", "0.14.1", "0.15.2", "0.16.0", "0.17.0", "0.19.0", "0.20.0")
PLURALS = {"ClusterServingRuntime": "clusterservingruntimes", "InferenceService": "inferenceservices"}

ALL = frozenset(RELEASES)
SINCE_016 = frozenset(RELEASES[3:])
DELIBERATE = {
    # Kubernetes requires both in a pod, where they end; an entry without them says nothing.
    ("os.name", "required here only"): ALL,
    ("hostAliases[].ip", "required here only"): frozenset({"0.13.0"}),
    # Forms of texts and lists: the notation states names, types, words and bounds.
    ("storageUris", "minItems"): SINCE_016,
    ("storageUris[].uri", "minLength"): SINCE_016,
    ("storageUris[].mountPath", "maxLength"): SINCE_016,
    ("storageUris[].mountPath", "pattern"): SINCE_016,
    ("predictor.name", "pattern"): frozenset({"0.20.0"}),
}
"""What differs on purpose: the end of a path in an InferenceService's spec, what differs, in which releases."""
OF_KUBERNETES = {
    "enum": (
        *("accessModes[]", "deploymentStrategy.type", "dnsPolicy", "effect", "fsGroupChangePolicy", "hostPath.type"),
        *("imagePullPolicy", "mountPropagation", "nodeAffinityPolicy", "nodeTaintsPolicy", "operator", "os.name"),
        *("preemptionPolicy", "procMount", "protocol", "pullPolicy", "recursiveReadOnly", "resourceName"),
        *("restartPolicy", "scheme", "seLinuxChangePolicy", "supplementalGroupsPolicy", "terminationMessagePolicy"),
        *("appArmorProfile.type", "seccompProfile.type", "volumeMode", "whenUnsatisfiable"),
    ),
    "minimum": (
        *("containerPort", "fsGroup", "grpc.port", "hostPort", "maxSkew", "minDomains", "runAsGroup", "runAsUser"),
        *("supplementalGroups[]", "weight"),
    ),
    "maximum": (
        *("containerPort", "fsGroup", "grpc.port", "hostPort", "runAsGroup", "runAsUser", "supplementalGroups[]"),
        "weight",
    ),
    "pattern": (
        *("claimName", "name", "nodeName", "priorityClassName", "runtimeClassName", "secretName", "serviceAccount"),
        "serviceAccountName",
    ),
}
"""What Kubernetes' validation says of pods and the CRDs leave out: keyword, and ends of paths."""


@pytest.mark.parametrize("release", RELEASES)
def test_runtime_fields_are_those_of_the_crd(release: str) -> None:
    assert _found("ClusterServingRuntime", release) == set()


@pytest.mark.parametrize("release", RELEASES)
def test_service_fields_are_those_of_the_crd(release: str) -> None:
    found = _found("InferenceService", release)
    expected = {entry for entry, releases in DELIBERATE.items() if release in releases}
    unexpected = {(path, what) for path, what in found if not any(_is(path, what, entry) for entry in expected)}
    assert unexpected == set()
    assert {entry for entry in expected if not any(_is(path, what, entry) for path, what in found)} == set()


@pytest.mark.parametrize("kind", PLURALS)
def test_objects_have_the_top_level_of_the_crd(kind: str) -> None:
    """Status is the controller's, and no definition's."""
    fields = object_schema(kind, "0.20")["$defs"][kind]["properties"]
    assert set(_crd(kind, "0.20.0")["properties"]) == {*fields, "status"}


def test_every_supported_version_is_compared() -> None:
    assert tuple(release.rpartition(".")[0] for release in RELEASES) == VERSIONS


def test_the_comparison_sees_differences() -> None:
    """KServe 0.17 gave runtimes schedulerName and containers restartPolicyRules: 0.16's fields are not 0.17's."""
    schema = object_schema("ClusterServingRuntime", "0.16")
    spec = schema["$defs"]["ServingRuntimeSpec"]
    found = set(_differences(_crd("ClusterServingRuntime", "0.17.0")["properties"]["spec"], spec, schema["$defs"], ""))
    assert ("schedulerName", "there only") in found
    assert ("workerSpec.containers[].restartPolicyRules", "there only") in found


def _is(path: str, what: str, entry: tuple[str, str]) -> bool:
    return what == entry[1] and f".{path}".endswith(f".{entry[0]}")


def _is_kubernetes(path: str, keyword: str, crd: Any) -> bool:
    return keyword not in crd and any(f".{path}".endswith(f".{end}") for end in OF_KUBERNETES.get(keyword, ()))


def _found(kind: str, release: str) -> set[tuple[str, str]]:
    schema = object_schema(kind, release.rpartition(".")[0])
    spec = schema["$defs"][kind]["properties"]["spec"]
    return set(_differences(_crd(kind, release)["properties"]["spec"], spec, schema["$defs"], ""))


@cache
def _crd(kind: str, release: str) -> Any:
    path = CRDS / release / f"{PLURALS[kind]}.yaml"
    assert path.exists(), f"{path} is missing: run `make tools`"
    (version,) = yaml.load(path.read_bytes(), yaml.CSafeLoader)["spec"]["versions"]
    return version["schema"]["openAPIV3Schema"]


def _differences(crd: Any, ours: Any, defs: Any, path: str) -> Iterator[tuple[str, str]]:
    """Yield (path, what differs) for all that one schema says and the other does not."""
    ours = defs[ours["$ref"].rpartition("/")[2]] if "$ref" in ours else ours
    if _type(crd) != _type(ours):
        yield path, f"{_type(crd)} there, {_type(ours)} here"
        return
    for keyword in ("enum", "minimum", "maximum", "minLength", "maxLength", "minItems", "pattern"):
        if keyword == "pattern" and _type(crd) == "quantity":
            continue
        if crd.get(keyword) != ours.get(keyword) and not _is_kubernetes(path, keyword, crd):
            yield path, keyword
    for child, key in (("items", "[]"), ("additionalProperties", "{}")):
        if isinstance(crd.get(child), dict):
            yield from _differences(crd[child], ours[child], defs, path + key)
    yield from _field_differences(crd, ours, defs, path)


def _field_differences(crd: Any, ours: Any, defs: Any, path: str) -> Iterator[tuple[str, str]]:
    theirs, own = crd.get("properties", {}), ours.get("properties", {})
    for name in theirs.keys() | own.keys():
        inner = f"{path}.{name}" if path else name
        if name not in own or name not in theirs:
            yield inner, "there only" if name in theirs else "here only"
            continue
        yield from _differences(theirs[name], own[name], defs, inner)
        required = name in crd.get("required", ()), name in ours.get("required", ())
        if required[0] != required[1]:
            yield inner, "required there only" if required[0] else "required here only"


def _type(schema: Any) -> str:
    if schema.get("x-kubernetes-int-or-string"):
        return "quantity" if "pattern" in schema else "intorstring"
    if schema.get("title") in ("quantity", "intorstring"):
        return str(schema["title"])
    if "enum" in schema:
        return "string"
    if schema["type"] == "object" and isinstance(schema.get("additionalProperties"), dict):
        return "map"
    return str(schema["type"])
