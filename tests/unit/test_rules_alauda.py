"""Alauda's conventions, KServe's placeholders and Flux's substitution: what breaks a rule, and what is near and sound."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.error_cases import CASES, files_of
from tests.repo import FLEET, compiled, write_repo

CLUSTER = "clusters/one/cluster.yaml"
RUNTIME = "runtimes/server/runtime.yaml"
SERVICE = "clusters/one/services/demo/chat.yaml"
UPSTREAM = ("distribution: alauda", "distribution: upstream")


def told(rule: str, root: Path, *edits: tuple[str, str], fleet: dict[str, str] = FLEET) -> list[str]:
    """Return the texts at which a rule finds something, after edits of the files in which the old texts stand."""
    files = dict(fleet)
    for old, new in edits:
        [path] = [path for path, text in files.items() if old in text]
        files[path] = files[path].replace(old, new)
    diagnostics = compiled(write_repo(root, files)).diagnostics
    assert {each.severity.value for each in diagnostics} <= {"warning"}
    spans = [each.span for each in diagnostics if each.rule == rule]
    assert all(span.line == span.end_line for span in spans)
    lines = [files[span.path].splitlines()[span.line - 1] for span in spans]
    return [line[span.column - 1 : span.end_column - 1] for line, span in zip(lines, spans, strict=True)]


def metadata(text: str) -> tuple[str, str]:
    """Return the edit that gives FLEET's service further metadata."""
    return "{name: chat, namespace: demo}", f"{{name: chat, namespace: demo, {text}}}"


def predictor(text: str) -> tuple[str, str]:
    """Return the edit that gives FLEET's service further fields of its predictor."""
    return '    model: {storageUri: "', f'    {text}\n    model: {{storageUri: "'


# Labels

REPOSITORY = "annotations: {aml-model-repo: m, aml-pipeline-tag: t}"
LABELS = (
    "aml-model-group: g, aml-model-subgroup: s, aml-model-repo: m, aml-pipeline-tag: t, service.subdomain: chat-demo"
)


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ([metadata(REPOSITORY)], ["m"]),
        ([metadata(f"{REPOSITORY}, labels: {{{LABELS}}}")], []),
        ([metadata(f"{REPOSITORY}, labels: {{{LABELS.replace('aml-model-subgroup: s, ', '')}}}")], ["m"]),
        ([metadata("labels: {aml-model-repo: m}")], []),
        ([metadata('annotations: {aml-model-repo: ""}')], []),
        ([metadata(REPOSITORY), UPSTREAM], []),
    ],
)
def test_model_repo_labels(edits: list[tuple[str, str]], expected: list[str], tmp_path: Path) -> None:
    assert told("model-repo-labels", tmp_path, *edits) == expected


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (LABELS, []),
        (LABELS.replace("repo: m", "repo: other"), ["other"]),
        (LABELS.replace("tag: t", "tag: other"), ["other"]),
        ("team: x", []),
    ],
)
def test_model_repo_mismatch(labels: str, expected: list[str], tmp_path: Path) -> None:
    edit = metadata(f"{REPOSITORY}, labels: {{{labels}}}")
    assert told("model-repo-mismatch", tmp_path, edit) == expected
    assert told("model-repo-mismatch", tmp_path, edit, UPSTREAM) == []


@pytest.mark.parametrize(
    ("label", "expected"),
    [("chat-demo", []), ("chat", ["chat"]), ("demo-chat", ["demo-chat"]), ('""', [])],
)
def test_service_subdomain(label: str, expected: list[str], tmp_path: Path) -> None:
    edit = metadata(f"labels: {{service.subdomain: {label}}}")
    assert told("service-subdomain", tmp_path, edit) == expected
    assert told("service-subdomain", tmp_path, edit, UPSTREAM) == []


def test_a_subdomain_that_no_label_can_hold_is_not_asked_for(tmp_path: Path) -> None:
    name, namespace = "c" * 40, "d" * 40
    files = FLEET | {CLUSTER: FLEET[CLUSTER].replace("name: demo", f"name: {namespace}")}
    text = (
        files.pop(SERVICE).replace("name: chat", f"name: {name}").replace("namespace: demo", f"namespace: {namespace}")
    )
    text = text.replace(f"namespace: {namespace}", f"namespace: {namespace}, labels: {{service.subdomain: short}}")
    files[f"clusters/one/services/{namespace}/{name}.yaml"] = text
    result = compiled(write_repo(tmp_path, {SERVICE: None, **files}))
    assert [each.rule for each in result.diagnostics] == []


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ([metadata("labels: {aml.cpaas.io/runtime-type: server}")], []),
        ([metadata("labels: {aml.cpaas.io/runtime-type: vllm}")], ["vllm"]),
        ([metadata("labels: {aml.cpaas.io/runtime-type: vllm}"), ("  image:", "  class: vllm\n  image:")], []),
        ([metadata("labels: {aml.cpaas.io/runtime-type: null}")], ["chat"]),
        ([metadata("labels: {aml.cpaas.io/runtime-type: vllm}"), UPSTREAM], []),
    ],
)
def test_runtime_type_label(edits: list[tuple[str, str]], expected: list[str], tmp_path: Path) -> None:
    assert told("runtime-type-label", tmp_path, *edits) == expected


PASTED = (
    "clusterServingRuntime:\n",
    "clusterServingRuntime:\n    metadata: {labels: {cpaas.io/runtime-class: vllm}}\n",
)


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ([], []),
        ([("  image:", "  class: other\n  image:")], []),
        ([metadata("labels: {aml.cpaas.io/runtime-type: vllm}")], []),
        ([metadata("labels: {aml.cpaas.io/runtime-type: server}")], ["server"]),
    ],
)
def test_the_type_follows_a_pasted_class(edits: list[tuple[str, str]], expected: list[str], tmp_path: Path) -> None:
    assert told("runtime-type-label", tmp_path, PASTED, *edits) == expected


def test_a_pasted_class_that_is_no_text_is_an_error_of_its_own(tmp_path: Path) -> None:
    files = dict(FLEET)
    files[RUNTIME] = files[RUNTIME].replace(*(text.replace("vllm", "[vllm]") for text in PASTED))
    assert [each.rule for each in compiled(write_repo(tmp_path, files)).diagnostics] == ["wrong-type"]


def test_missing_runtime_class(tmp_path: Path) -> None:
    edit = (
        "clusterServingRuntime:\n",
        "clusterServingRuntime:\n    metadata: {labels: {cpaas.io/runtime-class: null}}\n",
    )
    assert told("missing-runtime-class", tmp_path / "none") == []
    assert told("missing-runtime-class", tmp_path / "null", edit) == ["server"]


# vLLM on Ascend

ASCEND = {
    path: text.decode() for path, text in files_of(CASES / "vllm-ascend.fleet").items() if isinstance(text, bytes)
}
AS_ROOT = ("{runAsNonRoot: true, runAsUser: 1000}", "{runAsNonRoot: false, runAsUser: 0}")
ROOTS_FILES = ('version: "0.19"}', 'version: "0.19", modelcarUID: 0}')
NO_USER = ("            - {name: USER, value: vllm}\n", "")
NOT_VLLM, NOT_ASCEND = ("class: vllm", "class: other"), ("label: ascend", "label: npu")


@pytest.mark.parametrize(
    ("rule", "edits", "expected"),
    [
        ("environment", [], []),
        ("environment", [NO_USER], ["env"]),
        ("environment", [("value: vllm}", 'value: ""}')], ["env"]),
        ("environment", [("value: vllm}", "valueFrom: {fieldRef: {fieldPath: metadata.name}}}")], []),
        ("environment", [NO_USER, AS_ROOT], []),
        (
            "environment",
            [NO_USER, ("          env:\n", "          envFrom: [{configMapRef: {name: x}}]\n          env:\n")],
            [],
        ),
        ("environment", [NO_USER, NOT_VLLM], []),
        ("environment", [NO_USER, NOT_ASCEND], []),
        ("environment", [NO_USER, UPSTREAM], []),
        ("user", [], []),
        ("user", [("runAsUser: 1000", "runAsUser: 65534")], ["65534"]),
        ("user", [(", runAsUser: 1000", "")], []),
        ("user", [ROOTS_FILES], ["1000"]),
        ("user", [ROOTS_FILES, (", runAsUser: 1000", "")], ["true"]),
        ("user", [ROOTS_FILES, AS_ROOT], []),
        ("user", [AS_ROOT], ["0"]),
        ("user", [ROOTS_FILES, NOT_VLLM], []),
        ("toolkit", [], []),
        ("toolkit", [("set_env.sh", "other.sh")], ["command"]),
        ("toolkit", [("set_env.sh", "other.sh"), NOT_ASCEND], []),
    ],
)
def test_vllm_ascend(rule: str, edits: list[tuple[str, str]], expected: list[str], tmp_path: Path) -> None:
    assert told(f"vllm-ascend-{rule}", tmp_path, *edits, fleet=ASCEND) == expected


def test_an_image_that_starts_by_itself_need_not_source_cann(tmp_path: Path) -> None:
    [line] = [line for line in ASCEND[RUNTIME].splitlines(keepends=True) if "command:" in line]
    assert told("vllm-ascend-toolkit", tmp_path, (line, ""), fleet=ASCEND) == []


# Scaling

KNATIVE = ("  runtime: server\n", "  runtime: server\n  deploymentMode: Knative\n")


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ([predictor("minReplicas: 0")], ["0"]),
        ([predictor("minReplicas: 1")], []),
        ([predictor("minReplicas: 0"), KNATIVE], []),
        ([predictor("minReplicas: 0"), metadata("annotations: {serving.kserve.io/autoscalerClass: keda}")], []),
        (
            [predictor("minReplicas: 0"), metadata("annotations: {serving.kserve.io/autoscalerClass: hpa}")],
            ["0"],
        ),
        ([predictor("scaleMetric: rps")], ["rps"]),
        ([predictor("scaleMetric: cpu")], []),
        ([predictor("containerConcurrency: 0")], []),
        ([metadata('annotations: {autoscaling.knative.dev/min-scale: "1"}')], ["autoscaling.knative.dev/min-scale"]),
        ([metadata('annotations: {serving.knative.dev/progress-deadline: "2400s"}')], []),
        ([predictor("minReplicas: 0"), ('"0.19"', '"0.15"')], ["0"]),
        ([predictor("minReplicas: 0"), UPSTREAM], []),
    ],
)
def test_knative_setting(edits: list[tuple[str, str]], expected: list[str], tmp_path: Path) -> None:
    assert told("knative-setting", tmp_path, *edits) == expected


METRIC = "external: {metric: {backend: prometheus, query: sum(x)}, target: {type: Value, value: '1'}}"
SCALED = predictor(f"maxReplicas: 2\n    autoScaling: {{metrics: [{{type: External, {METRIC}}}]}}")
KEDA = metadata("annotations: {serving.kserve.io/autoscalerClass: keda}")


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ([KEDA, SCALED], []),
        ([KEDA, SCALED, KNATIVE], ["keda"]),
        ([KEDA, predictor("maxReplicas: 2")], ["keda"]),
        ([KEDA, (SCALED[0], SCALED[1].replace("maxReplicas: 2", "maxReplicas: 1"))], ["1"]),
        ([KEDA, (SCALED[0], SCALED[1].replace("maxReplicas: 2", "minReplicas: 1"))], ["keda"]),
        # From none to one is a scale too; without a minReplicas of its own, a service has one.
        ([KEDA, (SCALED[0], SCALED[1].replace("maxReplicas: 2", "minReplicas: 0\n    maxReplicas: 1"))], []),
        ([KEDA, (SCALED[0], SCALED[1].replace("maxReplicas: 2", "minReplicas: 1\n    maxReplicas: 2"))], []),
        ([KEDA, (SCALED[0], SCALED[1].replace("maxReplicas: 2", "minReplicas: 2\n    maxReplicas: 2"))], ["2"]),
        ([KEDA, (SCALED[0], SCALED[1].replace("maxReplicas: 2", "minReplicas: 0"))], ["keda"]),
        ([KEDA, UPSTREAM], []),
        ([], []),
    ],
)
def test_keda_setting(edits: list[tuple[str, str]], expected: list[str], tmp_path: Path) -> None:
    assert told("keda-setting", tmp_path, *edits) == expected


# Placeholders


def args(*texts: str) -> tuple[str, str]:
    """Return the edit that gives FLEET's runtime arguments."""
    return "args: [serve]", f"args: [{', '.join(map(repr, texts))}]"


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ('{{ index .Annotations "repo" }}', True),
        ("{{ index .Annotations `repo` }}", True),
        ("{{.Annotations.repo}}", True),
        ("x{{ $.Annotations.repo }}y", True),
        ('{{ index .Annotations "modelFormat" }}', False),
        ('{{ index .Labels "repo" }}', False),
        ("{{ .Name }}", False),
        ("{{ if .Annotations.repo }}{{ .Annotations.repo }}{{ end }}", False),
        ("{{ or .Annotations.repo .Name }}", False),
        ("{{ with .Annotations }}{{ .repo }}{{ end }}", False),
        ("no template", False),
    ],
)
def test_empty_placeholder(text: str, missing: bool, tmp_path: Path) -> None:
    assert told("empty-placeholder", tmp_path / "no", args(text)) == (["chat"] if missing else [])
    assert told("empty-placeholder", tmp_path / "yes", args(text), metadata("annotations: {repo: m}")) == []
    empty = metadata('annotations: {repo: ""}')
    assert told("empty-placeholder", tmp_path / "empty", args(text), empty) == (["chat"] if missing else [])


@pytest.mark.parametrize(
    ("text", "spoilt"),
    [
        ("a < b {{ .Name }}", True),
        ("{{ .Name }} <<EOF", True),
        ("run <file {{ .Name }}", True),
        ("<b>{{ .Name }}</b>", False),
        ("a > b {{ .Name }}", False),
        ("a < b", False),
        ("{{ if lt (len .Name) 9 }}x{{ end }}", False),
        ("{{ `<` }} {{ .Name }}", False),
    ],
)
def test_html_less_than(text: str, spoilt: bool, tmp_path: Path) -> None:
    assert told("html-less-than", tmp_path / "alauda", args(text)) == (["<"] if spoilt else [])
    assert told("html-less-than", tmp_path / "upstream", args(text), UPSTREAM) == []


# Flux

FLUX = ("kind: Fleet\n", "kind: Fleet\nspec: {gitops: {engine: flux}}\n")


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("${HOME}", ["${HOME}"]),
        ("x ${HOME:-/tmp}", ["${HOME:-/tmp}"]),
        ("${#list[@]}", ["${#list[@]}"]),
        ("$${HOME} ${USER}", ["${USER}"]),
        ("kill $$", ["$$"]),
        ("$$$$", ["$$"]),
        ("$HOME $@ $(date) $(X)", []),
        ("$${HOME}", []),
        ("100 $", []),
    ],
)
def test_flux_substitution(text: str, taken: list[str], tmp_path: Path) -> None:
    assert told("flux-substitution", tmp_path / "flux", FLUX, args(text)) == taken
    assert told("flux-substitution", tmp_path / "argocd", args(text)) == []
    for place in ("labels", "annotations"):
        switch = f"metadata: {{{place}: {{kustomize.toolkit.fluxcd.io/substitute: disabled}}}}\n"
        off = ("clusterServingRuntime:\n", f"clusterServingRuntime:\n    {switch}")
        assert told("flux-substitution", tmp_path / place, FLUX, args(text), off) == []
