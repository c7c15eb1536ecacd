"""What a cluster's API server accepts, as JSON Schemas that kubeconform finds by kind and version.

KServe's kinds come from its CRDs (`make tools`), Kubernetes' own from the schemas that kubernetes-validate carries.
None of this knows generator/schemas: it is what those are checked against.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import kubernetes_validate
import yaml

CRDS = Path(__file__).parents[1] / ".build" / "crds"
LOCATION = "{{ .ResourceKind }}-{{ .Group }}-{{ .ResourceAPIVersion }}.json"
"""kubeconform's name for a kind's schema file. Of Kubernetes' core kinds it takes the version for the group."""

_CORE = Path(kubernetes_validate.__file__).parent / "kubernetes-json-schema"
_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"
_CONFIG_MAP = "io.k8s.api.core.v1.ConfigMap"


def write_api_schemas(folder: Path, kserve: str | None) -> None:
    """Write the schemas of ConfigMap and, for a KServe version such as "0.19", of its kinds into a new folder."""
    folder.mkdir()
    _write(folder / "configmap-v1-v1.json", {"$ref": f"#/$defs/{_CONFIG_MAP}", "$defs": _definitions(_CONFIG_MAP)})
    if kserve is not None:
        _write(
            folder / "clusterservingruntime-serving.kserve.io-v1alpha1.json", _custom("clusterservingruntimes", kserve)
        )
        _write(folder / "inferenceservice-serving.kserve.io-v1beta1.json", _custom("inferenceservices", kserve))


def _write(path: Path, schema: Any) -> None:
    path.write_text(json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}), "utf-8")


def closed(schema: Any) -> Any:
    """Return a CRD's schema as strict validation takes it: fields that it does not name are refused.

    A map with free values, a subtree that keeps unknown fields and a value that is integer or string stay as they are.
    """
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    properties = {name: closed(field) for name, field in schema.get("properties", {}).items()}
    rest = {key: closed(value) for key, value in schema.items() if key != "properties"}
    if schema.get("type") != "object" or "additionalProperties" in schema:
        return rest | ({"properties": properties} if properties else {})
    if schema.get("x-kubernetes-preserve-unknown-fields"):
        return rest | {"properties": properties}
    return rest | {"properties": properties, "additionalProperties": False}


@cache
def _custom(plural: str, kserve: str) -> Any:
    """Return the schema of a KServe kind. Its metadata is Kubernetes' own, which a CRD does not spell out."""
    found = list(CRDS.glob(f"{kserve}.*/{plural}.yaml"))
    assert len(found) == 1, f"no CRD {plural} of KServe {kserve} in {CRDS}: run `make tools`"
    (version,) = yaml.load(found[0].read_bytes(), yaml.CSafeLoader)["spec"]["versions"]
    schema = closed(version["schema"]["openAPIV3Schema"])
    metadata = {"metadata": {"$ref": f"#/$defs/{_META}"}}
    required = ["apiVersion", "kind", "metadata", "spec"]
    return {**schema, "properties": schema["properties"] | metadata, "required": required, "$defs": _definitions(_META)}


def _definitions(root: str) -> dict[str, Any]:
    """Return the strict definitions of Kubernetes' latest version that one of them leads to, itself included."""
    folder = _CORE / f"v{kubernetes_validate.latest_version()}-local-strict"
    everything = json.loads((folder / "_definitions.json").read_bytes())["$defs"]
    pending, reached = [root], {}
    while pending:
        name = pending.pop()
        if name not in reached:
            reached[name] = everything[name]
            pending.extend(_references(everything[name]))
    return reached


def _references(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        if isinstance(schema.get("$ref"), str):
            yield schema["$ref"].rpartition("/")[2]
        schema = list(schema.values())
    for item in schema if isinstance(schema, list) else ():
        yield from _references(item)
