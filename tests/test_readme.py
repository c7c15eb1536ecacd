"""README is true: commands print what it says, samples are what their readers take, tables are those of the definitions."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from generator.kserve.versions import VERSIONS
from tests.api_schemas import CRDS, closed
from tests.error_cases import CASES, files_of
from tests.golden_trees import ROOT
from tests.oracle import ask
from tests.readme import README, commands, samples, updated
from tests.repo import compiled, edited, objects, write_repo
from tests.runtime_tables import tables


@pytest.fixture(scope="module")
def text() -> str:
    return README.read_text("utf-8")


def test_it_says_what_commands_print_and_definitions_hold(text: str, tmp_path: Path) -> None:
    assert [command.partition("  #")[0].strip() for command, _ in commands(text)[:2]] == ["make", "make test"]
    assert len(commands(text)) >= 10
    assert updated(text, tmp_path) == text


def test_it_names_the_versions_that_are_known(text: str) -> None:
    between = {f"0.{minor}" for minor in range(13, 21)}
    assert between - {*VERSIONS} == {"0.18"}
    assert "upstream KServe 0.13 to 0.20 (but 0.18)" in text
    assert (VERSIONS[0], VERSIONS[-1]) == ("0.13", "0.20")


@pytest.fixture
def smallest(text: str, tmp_path: Path) -> Path:
    """The folder with the fleet of five files."""
    files = dict(
        re.findall(r"^```yaml\n# (\S+\.yaml)\n(apiVersion: servewright.*?)^```$", text, re.MULTILINE | re.DOTALL)
    )
    assert len(files) == 5
    for path, content in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(content)
    return tmp_path


def test_the_smallest_fleet_is_built(smallest: Path) -> None:
    made = objects(smallest)
    assert list(made) == [
        "gpu-a/clusterservingruntimes/vllm-cuda.yaml",
        "gpu-a/inferenceservices/chat/qwen.yaml",
    ]
    service = made["gpu-a/inferenceservices/chat/qwen.yaml"]
    assert service["spec"]["predictor"]["model"]["resources"] == {"limits": {"nvidia.com/gpu": "1"}}
    assert service["metadata"]["annotations"] == {"serving.kserve.io/deploymentMode": "Standard"}


@pytest.fixture
def application_set(text: str) -> Any:
    """The sample for Argo CD."""
    [sample] = [sample for sample in samples(text) if sample.get("kind") == "ApplicationSet"]
    return sample


@pytest.fixture
def overlay(text: str) -> Any:
    """The sample for Flux."""
    [sample] = [sample for sample in samples(text) if sample.get("kind") == "Overlay"]
    return sample


SUBSTITUTE = "kustomize.toolkit.fluxcd.io/substitute"


def test_flux_leaves_alone_what_the_smallest_fleet_has(overlay: Any, smallest: Path) -> None:
    (smallest / "overlays/flux").mkdir(parents=True)
    (smallest / "overlays/flux/overlay.yaml").write_text(yaml.safe_dump(overlay))
    with (smallest / "clusters/gpu-a/cluster.yaml").open("a") as cluster:
        cluster.write("  overlays: [flux]\n")
    made = objects(smallest)
    assert [value["metadata"]["annotations"][SUBSTITUTE] for value in made.values()] == ["disabled", "disabled"]


def test_flux_leaves_alone_what_a_fleet_with_hydra_has(text: str, overlay: Any, tmp_path: Path) -> None:
    [for_hydra] = [sample for sample in samples(text) if set(sample) == {"patches"}]
    files = {path: data.decode() for path, data in files_of(CASES / "hydra.fleet").items() if isinstance(data, bytes)}
    files["servewright.yaml"] += "spec: {gitops: {engine: flux}}\n"
    files["runtimes/server/runtime.yaml"] = files["runtimes/server/runtime.yaml"].replace("[serve]", '["${PORT}"]')
    agent = "clusters/edge/live/hydra-agent.yaml"
    files[agent] = files[agent].replace("log: info", "log: ${LOG}")
    assert [each.rule for each in compiled(write_repo(tmp_path / "without", files)).diagnostics] == [
        "flux-substitution",
        "flux-substitution",
    ]
    files["overlays/flux/overlay.yaml"] = yaml.safe_dump({**overlay, "spec": overlay["spec"] | for_hydra})
    for name in ("one", "centre", "edge"):
        files[f"clusters/{name}/cluster.yaml"] += "  overlays: [flux]\n"
    made = objects(write_repo(tmp_path / "with", files))
    assert len(made) == 4
    for value in made.values():
        assert value["metadata"]["annotations"][SUBSTITUTE] == "disabled"


def refusals(value: Any) -> list[str]:
    """Return what Argo CD's CRD has against an ApplicationSet. It leaves metadata to Kubernetes."""
    [path] = CRDS.glob("argocd-*/applicationset.yaml")
    [version] = yaml.load(path.read_bytes(), yaml.CSafeLoader)["spec"]["versions"]
    schema = closed(version["schema"]["openAPIV3Schema"])
    schema["properties"]["metadata"] = {"required": ["name", "namespace"]}
    return [error.message for error in Draft202012Validator(schema).iter_errors(value)]


def test_argo_cd_takes_the_sample(application_set: Any) -> None:
    assert refusals(application_set) == []
    misspelt = copy.deepcopy(application_set)
    misspelt["spec"]["template"]["spec"]["source"]["directory"] = {"recursive": True}
    assert len(refusals(misspelt)) == 1


def test_the_sample_gives_each_cluster_its_folder(application_set: Any) -> None:
    """Go fills in what Argo CD does: https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Generators-Git/"""
    [generator] = application_set["spec"]["generators"]
    [directory] = generator["git"]["directories"]
    found = [path for path in sorted(ROOT.glob(directory["path"])) if path.is_dir()]
    assert [path.name for path in found] == sorted(path.parent.name for path in ROOT.glob("clusters/*/cluster.yaml"))
    template = application_set["spec"]["template"]
    for path in found:
        data = {"path": {"path": f"out/{path.name}", "basename": path.name}}
        texts = (
            template["metadata"]["name"],
            template["spec"]["source"]["path"],
            template["spec"]["destination"]["name"],
        )
        assert rendered(texts, data) == [f"serving-{path.name}", f"out/{path.name}", path.name]


def rendered(texts: tuple[str, ...], data: Any) -> list[str]:
    questions = [{"engine": "text", "template": text, "data": data} for text in texts]
    return [answer["output"] for answer in ask("gotemplate", questions)]


def test_the_sample_is_of_this_fleet(application_set: Any) -> None:
    gitops = yaml.safe_load((ROOT / "servewright.yaml").read_bytes())["spec"]["gitops"]
    source = application_set["spec"]["template"]["spec"]["source"]
    [generator] = application_set["spec"]["generators"]
    assert (source["repoURL"], source["targetRevision"]) == (gitops["repoURL"], gitops["revision"])
    assert (generator["git"]["repoURL"], generator["git"]["revision"]) == (gitops["repoURL"], gitops["revision"])


def row(table: str, *cells: str) -> list[str]:
    """Return the one row of a table that begins with these cells."""
    rows = [[cell.strip() for cell in line.strip("|\n").split(" | ")] for line in table.splitlines()]
    [found] = [row for row in rows if tuple(row[: len(cells)]) == cells]
    return found


def test_tables_say_what_the_seeds_say() -> None:
    """Values from the platform's guide to extending inference runtimes."""
    found = tables(ROOT)
    runtimes, contracts = found["runtimes"], found["contracts"]
    xinference = row(runtimes, "xinference", "`cuda-12.1`")
    assert xinference[2:5] == ["`nvidia` CUDA 12.1, amd64", "KServe", "transformers 1"]
    assert xinference[5].endswith("env `MODEL_FAMILY`")
    assert row(runtimes, "triton", "`cuda-12`")[4] == "triton 1"
    assert row(runtimes, "mlserver", "`cuda-11.6`")[4] == "mlflow 1, transformers 1"
    assert row(runtimes, "vllm-ascend", "`cann-8.5.1`")[2] == "`ascend-910b4` CANN 8.5.1"
    assert row(runtimes, "mindie", "`2.2rc1-310p`")[2] == "`ascend-310p` CANN 8.3.0"
    assert row(runtimes, "vllm-cpu", "`cpu`")[3] == "Hydra"
    assert "`/tmp`" in row(contracts, "vllm-ascend", "env `HOME`")[2]
    assert "`1000`" in row(contracts, "vllm-ascend `cann-8.5.1`", "`podSecurityContext.fsGroup`")[2]
    assert "`[1000]`" in row(contracts, "vllm-ascend `cann-8.5.1`", "`podSecurityContext.supplementalGroups`")[2]
    assert row(contracts, "mindie", "annotation `storage.kserve.io/readonly`")[2] == 'always `"false"`'
    assert row(found["hardware"], "`amd`") == ["`amd`", "`amd`", "`amd.com/gpu`", "`amd-gpu`"]
    assert row(found["hardware"], "`ascend-910b4`", "`hami`")[2].startswith("`huawei.com/Ascend910B4`")


CONTRACT = """\
  contract:
    annotations:
      repo: {required: true, pattern: "a|b", reason: It lies in <repo> | beside}
    env:
      TASK: {required: true, enum: [sum], reason: r}
      HOME: {required: true, default: /tmp, reason: r}
      SIZE: {enum: [1, 2, 3, 4, 5], reason: r}
    podSecurityContext:
      runAsUser: {forbidden: true, reason: r}
"""
FLAVOURS = """\
    - {name: gpu, accelerators: [gpu], toolkitVersion: "12.1"}
    - name: cpu
      accelerators: [cpu, gpu]
      architectures: [arm64]
      image: null
      requires: {modelcarUID: [0, 1000]}
      contract:
        env: {SIZE: null, HOME: {const: "1"}}
      clusterServingRuntime:
        spec:
          supportedModelFormats: [{name: onnx, version: "1", $patch: delete}, {name: any}]
          containers: [{name: kserve-container, env: [{name: TASK, value: sum}]}]
"""


def test_tables_of_a_small_repo(tmp_path: Path) -> None:
    path = "runtimes/server/runtime.yaml"
    old = '    - {name: gpu, accelerators: [gpu], toolkitVersion: "12.1"}\n'
    runtime = edited(path, old, FLAVOURS)[path].replace("  flavours:\n", f"{CONTRACT}  flavours:\n")
    found = tables(write_repo(tmp_path, {path: runtime}))
    assert found["runtimes"].splitlines()[2:] == [
        "| server | `gpu` | `gpu` CUDA 12.1 | KServe | onnx 1 | annotation `repo`; env `TASK` |",
        "| server | `cpu` | `cpu`, `gpu`, arm64 | KServe | any "
        "| a cluster with modelcarUID 0 or 1000; an image that the cluster names; annotation `repo` |",
    ]
    assert found["contracts"].splitlines()[2:] == [
        "| server | annotation `repo` | required, matches `a\\|b` | It lies in \\<repo> \\| beside |",
        "| server `gpu` | env `TASK` | required, nothing but `sum` | r |",
        "| server `gpu` | env `HOME` | required, `/tmp` unless the service says otherwise | r |",
        "| server `gpu` | env `SIZE` | one of `1`, `5` and 3 more | r |",
        "| server | `podSecurityContext.runAsUser` | must not be there | r |",
        "| server `cpu` | env `TASK` | required, which the runtime brings, nothing but `sum` | r |",
        '| server `cpu` | env `HOME` | required, always `"1"` | r |',
    ]
    assert found["hardware"].splitlines()[2:] == [
        "| `cpu` | – | – | `cpu` |",
        "| `gpu` | `whole` | `nvidia.com/gpu` | `nvidia-gpu` |",
        "| `gpu` | `shared` | `nvidia.com/gpualloc`, `nvidia.com/gpumem`, `nvidia.com/gpucores` | – |",
    ]
