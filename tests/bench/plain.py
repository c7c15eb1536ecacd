"""What servewright is measured beside: the script that a platform engineer writes in an hour.

`python -m tests.bench.plain FOLDER OUT` reads the same definitions with PyYAML's libyaml loader and writes one file an
object from Jinja text templates. It merges with dict.update at most, checks nothing, and knows the fleet at hand: what
its templates do not mention is lost. Nothing in it is slower than such scripts are; test_bench.py compares its objects
with servewright's.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import jinja2
import yaml

_EXPRESSION = re.compile(r"\$\{\{ cluster\.values\.(\w+) \}\}")
_FORMATS = {"vllm-community": ("transformers", "v2"), "xinference": ("transformers", None), "triton": ("triton", None)}


def main(root: Path, out: Path) -> None:
    """Compile the fleet in `root` into `out`."""
    templates = _templates()
    accelerators = {
        entry["name"]: entry for entry in _read(root / "clusters/accelerators.yaml")["spec"]["accelerators"]
    }
    runtimes = {path.parent.name: _runtime(path) for path in sorted(root.glob("runtimes/*/runtime.yaml"))}
    overlays = {path.parent.name: _overlay(path) for path in sorted(root.glob("overlays/*/overlay.yaml"))}
    names = _read(root / "servewright.yaml")["spec"]["hydra"]
    for path in sorted(root.glob("clusters/*/cluster.yaml")):
        cluster = _cluster(path, overlays)
        if cluster["hydra"]["role"] == "global":
            _write_templates(path.parent, out, names, runtimes, templates)
            continue
        installed = _installed(cluster, runtimes, accelerators)
        for each in installed.values():
            name = f"aml-{each['runtime']['name']}-{each['flavour']['name']}"
            text = templates[each["runtime"]["name"]].render(each, cluster=cluster)
            _write(out / cluster["name"] / "clusterservingruntimes" / f"{name}.yaml", text)
        for service in cluster["services"]:
            _write_service(out, cluster, service, installed[service["spec"]["runtime"]], templates)
        _write_agent(path.parent, out, cluster, names, installed, templates)


def _templates() -> dict[str, jinja2.Template]:
    folder = Path(__file__).parent / "templates"
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["to_yaml"] = _to_yaml
    environment.filters["filled"] = _filled
    return {path.name.removesuffix(".yaml.j2"): environment.get_template(path.name) for path in folder.glob("*.j2")}


def _to_yaml(value: Any) -> str:
    return yaml.dump(value, Dumper=yaml.CSafeDumper, default_flow_style=False, sort_keys=False).rstrip()


def _filled(text: str, values: dict[str, str]) -> str:
    return _EXPRESSION.sub(lambda found: values[found[1]], text)


def _read(path: Path) -> Any:
    with path.open(encoding="utf-8") as file:
        return yaml.load(file, Loader=yaml.CSafeLoader)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        file.write(text)


def _runtime(path: Path) -> dict[str, Any]:
    definition = _read(path)
    script = path.parent / "launch.sh"
    runtime = {"name": path.parent.name, "class": path.parent.name, **definition["spec"]}
    runtime["script"] = script.read_text(encoding="utf-8") if script.exists() else ""
    return runtime


def _overlay(path: Path) -> dict[str, Any]:
    spec: dict[str, Any] = _read(path)["spec"]
    return {**spec, "services": _services(path.parent)}


def _services(folder: Path) -> list[dict[str, Any]]:
    return [_read(path) for path in sorted(folder.glob("services/*/*.yaml"))]


def _cluster(path: Path, overlays: dict[str, dict[str, Any]]) -> dict[str, Any]:
    definition = _read(path)
    cluster: dict[str, Any] = {"mirrors": {}}
    services: list[dict[str, Any]] = []
    for name in definition["spec"].get("overlays", ()):
        cluster.update(overlays[name])
        services += overlays[name]["services"]
    cluster.update(definition["spec"])
    cluster["services"] = services + _services(path.parent)
    cluster["name"], cluster["site"] = definition["metadata"]["name"], definition["metadata"]["labels"]["site"]
    if "values" in cluster:
        cluster["mirrors"] = {prefix: _filled(text, cluster["values"]) for prefix, text in cluster["mirrors"].items()}
        old = cluster["kserve"]["version"] in ("0.13", "0.14", "0.15")
        cluster["deployment_mode"] = "RawDeployment" if old else "Standard"
        cluster["patches"] = [
            patch for name in definition["spec"]["overlays"] for patch in overlays[name].get("patches", ())
        ]
    return cluster


def _installed(
    cluster: dict[str, Any], runtimes: dict[str, dict[str, Any]], accelerators: dict[str, Any]
) -> dict[str, dict[str, Any]]:
    installed = {}
    plugins = {entry["name"]: entry.get("devicePlugin") for entry in cluster["accelerators"]}
    for entry in cluster["runtimes"]:
        runtime = runtimes[entry["name"]]
        flavour = next(each for each in runtime["flavours"] if each["name"] in entry["flavours"])
        accelerator = dict(accelerators[flavour["accelerators"][0]])
        for plugin in accelerator.get("devicePlugins", ()):
            if plugin["name"] == plugins[accelerator["name"]]:
                accelerator.update(resource=plugin["resource"], hydraGPUType=plugin["hydraGPUType"])
        image = _mirrored(flavour.get("image") or runtime["image"], cluster["mirrors"])
        installed[entry["name"]] = {"runtime": runtime, "flavour": flavour, "accelerator": accelerator, "image": image}
    return installed


def _mirrored(image: str, mirrors: dict[str, str]) -> str:
    registry, _, rest = image.partition("/")
    if "." not in registry:
        registry, rest = "docker.io", image
    return f"{mirrors.get(registry, registry)}/{rest}"


def _write_service(
    out: Path,
    cluster: dict[str, Any],
    service: dict[str, Any],
    on: dict[str, Any],
    templates: dict[str, jinja2.Template],
) -> None:
    metadata, spec = service["metadata"], service["spec"]
    predictor = dict(spec["predictor"])
    for patch in cluster["patches"]:
        if patch["target"]["namespace"] == metadata["namespace"]:
            predictor.update(patch["patch"]["spec"]["predictor"])
    model = predictor["model"]
    limits = dict(model["resources"]["limits"])
    if "accelerator" in spec:
        limits[on["accelerator"]["resource"]] = spec["accelerator"]["count"]
    model_format, protocol = _FORMATS.get(spec["runtime"], (None, None))
    text = templates["inferenceservice"].render(
        on,
        cluster=cluster,
        service=metadata,
        predictor=predictor,
        model=model,
        limits=limits,
        model_format=model_format or model["modelFormat"]["name"],
        protocol_version=protocol or model.get("protocolVersion"),
    )
    _write(out / cluster["name"] / "inferenceservices" / metadata["namespace"] / f"{metadata['name']}.yaml", text)


def _write_agent(
    folder: Path,
    out: Path,
    cluster: dict[str, Any],
    names: dict[str, Any],
    installed: dict[str, dict[str, Any]],
    templates: dict[str, jinja2.Template],
) -> None:
    entries = ""
    for each in installed.values():
        if "hydraLaunch" in each["runtime"]:
            name, _, tag = each["image"].rpartition(":")
            registry, _, repository = name.partition("/")
            image = {"registry": registry, "repository": repository, "tag": tag}
            gpu_type = each["accelerator"]["hydraGPUType"]
            entries += templates["agent-entry"].render(each, gpu_type=gpu_type, **image)
    payload = _read(folder / "live/hydra-agent.yaml")["data"][names["agent"]["key"]]
    payload = payload.replace("deployment_templates:\n", f"deployment_templates:\n{entries}")
    _write_config_map(out / cluster["name"], names["agent"], names["namespace"], payload, templates)


def _write_templates(
    folder: Path,
    out: Path,
    names: dict[str, Any],
    runtimes: dict[str, dict[str, Any]],
    templates: dict[str, jinja2.Template],
) -> None:
    payload = _read(folder / "live/hydra-runtime-template.yaml")["data"][names["runtimeTemplate"]["key"]]
    for runtime in runtimes.values():
        if "hydraLaunch" in runtime:
            payload += templates["template-entry"].render(runtime=runtime)
    _write_config_map(out / folder.name, names["runtimeTemplate"], names["namespace"], payload, templates)


def _write_config_map(
    out: Path, names: dict[str, str], namespace: str, payload: str, templates: dict[str, jinja2.Template]
) -> None:
    text = templates["configmap"].render(names, namespace=namespace, payload=payload)
    _write(out / "configmaps" / namespace / f"{names['name']}.yaml", text)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
