"""`servewright preview hydra`: what it prints, which worker it takes, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from generator.cli import app
from tests.hydra_fleet import AGENT, RUNTIME, WORKER, edited, fleet, launched, native
from tests.unit.test_cli_completion import completed

Console = pytest.CaptureFixture[str]

LAUNCH = """\
  hydraAgent: {args: [--fast], env: [{name: PORT, value: "8000"}]}
  hydraLaunch:
    single: acme serve {{ .MODEL_PATH }} --port $(PORT){{ if gt .TP_SIZE 1 }} --tp {{ .TP_SIZE }}{{ end }}
    leader: ray start --head && acme serve
    worker: ray start --block --address=$(LWS_LEADER_ADDRESS) {{ .CLUSTER }} {{ .NAMESPACE }}
"""

POD = """\
# launched on edge: {}
spec:
  containers:
  - args:
    - {}
    command:
    - /bin/bash
    - "-c"
    env:
    - name: PORT
      value: "8000"
    image: docker.io/acme/launched:1
"""


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(fleet(tmp_path, launched(LAUNCH)))
    return tmp_path


def preview(*arguments: str) -> int:
    return app.run(["preview", "hydra", *arguments])


@pytest.mark.usefixtures("repo")
def test_the_pods_of_a_runtime(capsys: Console) -> None:
    assert preview("launched", "--arg=--max-model-len=8192") == 0
    said = capsys.readouterr()
    assert said.err == ""
    single = POD.format(
        "single (IS_DISTRIBUTED=false, IS_LEADER=false)",
        "acme serve /data/serving-model --port $(PORT) --max-model-len=8192 --fast",
    )
    leader = POD.format(
        "leader (IS_DISTRIBUTED=true, IS_LEADER=true)", "ray start --head && acme serve --max-model-len=8192 --fast"
    )
    worker = POD.format(
        "worker (IS_DISTRIBUTED=true, IS_LEADER=false)",
        "ray start --block --address=$(LWS_LEADER_ADDRESS) edge default",
    )
    assert said.out == f"{single}---\n{leader}---\n{worker}"


@pytest.mark.usefixtures("repo")
def test_values_pick_the_pod_and_fill_the_template(capsys: Console) -> None:
    said = ("--set", "IS_DISTRIBUTED=false", "--set", "TP_SIZE=2", "--set", "MODEL_PATH=/m")
    assert preview("launched", *said, "-o", "json") == 0
    [pod] = json.loads(capsys.readouterr().out)
    assert pod["pod"] == "single"
    assert pod["spec"]["containers"][0]["args"] == ["acme serve /m --port $(PORT) --tp 2 --fast"]


@pytest.mark.usefixtures("repo")
def test_a_value_that_hydra_fixes_is_shown_and_remarked_on(capsys: Console) -> None:
    said = ("--set", "IS_LEADER=true", "--set", "MODEL_PORT=9000", "--set", "MODEL_HOST=0.0.0.0")
    assert preview("launched", *said) == 0
    told = "note: MODEL_PORT is 8000 in every deployment; the value of --set is for this preview alone\n"
    assert capsys.readouterr().err == told


@pytest.mark.parametrize(
    ("template", "noted"), [('commandTemplate: [sh, -c, "acme ${{ hydra.custom_args }}"]', True), ("ports: []", False)]
)
def test_which_of_two_commands_wins_is_not_known(template: str, noted: bool, tmp_path: Path, capsys: Console) -> None:
    agent = "  hydraAgent: {command: [other]}\n"
    files = native(template)
    root = fleet(tmp_path, files | {RUNTIME: files[RUNTIME] + agent})
    assert preview("launched", "--root", str(root), "--set", "IS_LEADER=true") == 0
    said = capsys.readouterr()
    note = (
        "note: the template and hydra-agent both give a command; which wins is not known, and the template's is shown"
    )
    assert (note in said.err) is noted
    assert yaml.safe_load(said.out)["spec"]["containers"][0]["command"][0] == ("sh" if noted else "other")


@pytest.mark.usefixtures("repo")
def test_the_text_after_each_level(capsys: Console) -> None:
    assert preview("launched", "--set", "IS_DISTRIBUTED=true", "--set", "IS_LEADER=false", "--levels") == 0
    configured, filled, expanded = yaml.safe_load_all(capsys.readouterr().out)
    assert configured["args"][0].startswith("{{- if .IS_DISTRIBUTED -}}")
    assert filled["args"] == ["ray start --block --address=$(LWS_LEADER_ADDRESS) edge default"]
    assert expanded == {
        "command": ["/bin/bash", "-c"],
        "args": ["ray start --block --address=<LWS_LEADER_ADDRESS> edge default"],
    }
    assert preview("launched", "--set", "IS_LEADER=true", "--levels", "-o", "json") == 0
    rows = json.loads(capsys.readouterr().out)
    assert [(row["pod"], row["level"]) for row in rows] == [
        ("leader", "in the ConfigMap"),
        ("leader", "after Hydra"),
        ("leader", "after kubelet"),
    ]


def test_a_list_and_a_bare_image(tmp_path: Path, capsys: Console) -> None:
    root = fleet(tmp_path / "list", native('argsTemplate: ["--model={{ .MODEL_PATH }}"]'))
    assert preview("launched", "--root", str(root), "--arg=-a", "--set", "IS_LEADER=true") == 0
    [pod] = yaml.safe_load_all(capsys.readouterr().out)
    image = {"image": "docker.io/acme/launched:1"}
    assert pod["spec"] == {"containers": [image | {"args": ["--model=/data/serving-model", "-a"]}]}
    root = fleet(tmp_path / "bare", launched("  hydraTemplate: {runtimeZH: Acme}\n"))
    assert preview("launched", "--root", str(root), "--arg=-a", "--set", "IS_LEADER=true") == 0
    [pod] = yaml.safe_load_all(capsys.readouterr().out)
    assert pod["spec"] == {"containers": [image | {"args": ["-a"]}]}


def test_a_runtime_of_the_platform(tmp_path: Path, capsys: Console) -> None:
    """Its template and its image stand in live/ alone."""
    root = fleet(tmp_path, {})
    assert preview("vllm", "--root", str(root), "--set", "IS_DISTRIBUTED=false") == 0
    [pod] = yaml.safe_load_all(capsys.readouterr().out)
    assert pod["spec"] == {"containers": [{"image": "docker.io/vllm/vllm-openai:v0.11.0"}]}


@pytest.mark.usefixtures("repo")
@pytest.mark.parametrize(
    ("arguments", "problem", "help"),
    [
        (["lanched"], "no runtime is called 'lanched'", "did you mean 'launched'?"),
        (["acme"], "no runtime is called 'acme'", "Hydra has image-gen, launched, mindie, sglang, vllm"),
        (
            ["server"],
            "runtime 'server' has no template for Hydra",
            "Hydra has image-gen, launched, mindie, sglang, vllm",
        ),
        (["launched", "--cluster", "egde"], "no cluster is called 'egde'", "did you mean 'edge'?"),
        (["launched", "--cluster", "centre"], "cluster 'centre' is no worker of Hydra", "the workers are edge"),
        (["launched", "--set", "TPSIZE=2"], "Hydra has no variable 'TPSIZE'", "did you mean 'TP_SIZE'?"),
        (
            ["launched", "--set", "TP_SIZE"],
            "--set TP_SIZE has no value",
            "write it behind an equals sign: --set TP_SIZE=2",
        ),
        (["launched", "--set", "TP_SIZE=two"], "TP_SIZE is a whole number, not 'two'", "write digits: TP_SIZE=1"),
        (
            ["launched", "--set", "TP_SIZE=9223372036854775808"],
            "TP_SIZE is a whole number of 64 bits, not '9223372036854775808'",
            "write one from -9223372036854775808 to 9223372036854775807",
        ),
        (
            ["launched", "--set", "IS_LEADER=yes"],
            "IS_LEADER is true or false, not 'yes'",
            "write IS_LEADER=true or IS_LEADER=false",
        ),
        (
            ["launched", "--set", "CUSTOM_ARGS=-a"],
            "CUSTOM_ARGS is a list, not '-a'",
            "give each argument by itself: --arg=--max-model-len=8192",
        ),
        (
            ["launched", "--gpu-type", "nvidia-vgpu"],
            "the agent of cluster 'edge' has no image for 'launched' on GPU type 'nvidia-vgpu'",
            "did you mean 'nvidia-gpu'?",
        ),
        (
            ["mindie"],
            "the templates of cluster 'centre' have none for 'mindie'",
            "write hydraTemplate or hydraLaunch in runtimes/mindie/runtime.yaml",
        ),
    ],
)
def test_what_cannot_be_shown_is_told_with_a_remedy(
    arguments: list[str], problem: str, help: str, capsys: Console
) -> None:
    assert preview(*arguments) == 2
    assert capsys.readouterr() == ("", f"error: {problem}\nhelp: {help}\n")


def test_a_runtime_on_several_workers_needs_the_worker_s_name(tmp_path: Path, capsys: Console) -> None:
    files = edited(WORKER, "name: edge", "name: rim")
    root = fleet(
        tmp_path, {"clusters/rim/cluster.yaml": files[WORKER].replace("global: centre}", "global: centre, base: none}")}
    )
    assert preview("launched", "--root", str(root)) == 2
    told = "error: runtime 'launched' is on 2 workers\nhelp: say which with --cluster: edge, rim\n"
    assert capsys.readouterr() == ("", told)
    assert preview("launched", "--root", str(root), "--cluster", "rim") == 0
    assert capsys.readouterr().out.startswith("# launched on rim: single")


def test_a_runtime_with_several_images_needs_the_gpu_type(tmp_path: Path, capsys: Console) -> None:
    entry = "      - {match_runtimes: [vllm], match_gpu_types: [%s], container_template: {image: {registry: r, repository: a, tag: v%s}}}\n"
    base = edited(AGENT, "- match_runtimes: [vllm]", "- match_runtimes: [other]")[AGENT]
    both = base + entry % ("cpu", "1") + entry % ("ascend-gpu-910", "2")
    root = fleet(tmp_path / "a", {AGENT: both})
    assert preview("vllm", "--root", str(root)) == 2
    told = "error: the agent of cluster 'edge' has 2 images for 'vllm'\nhelp: say which with --gpu-type: ascend-gpu-910, cpu\n"
    assert capsys.readouterr() == ("", told)
    assert preview("vllm", "--root", str(root), "--gpu-type", "cpu", "--set", "IS_LEADER=true") == 0
    assert "image: r/a:v1\n" in capsys.readouterr().out
    # The worker's own GPU type goes first.
    root = fleet(tmp_path / "b", {AGENT: both + entry % ("nvidia-gpu", "3")})
    assert preview("vllm", "--root", str(root), "--set", "IS_LEADER=true") == 0
    assert "image: r/a:v3\n" in capsys.readouterr().out


def test_a_live_payload_is_read_as_build_reads_it(tmp_path: Path, capsys: Console) -> None:
    """YAML 1.1 with merge keys: what is strict about definitions is not asked of the platform's own text."""
    base = edited(
        AGENT,
        """\
        container_template:
          image: {registry: docker.io""",
        """\
        container_template:
          <<: [{env: [{name: A, value: "yes"}]}, {env: []}]
          args: ["on"]
          image: {registry: docker.io""",
    )
    root = fleet(tmp_path, base)
    assert preview("vllm", "--root", str(root), "--set", "IS_LEADER=true") == 0
    said = capsys.readouterr()
    assert "error" not in said.err
    assert yaml.safe_load(said.out)["spec"]["containers"] == [
        {"args": ["on"], "env": [{"name": "A", "value": "yes"}], "image": "docker.io/vllm/vllm-openai:v0.11.0"}
    ]


def test_what_is_wrong_goes_to_stderr_beside_the_pods(tmp_path: Path, capsys: Console) -> None:
    root = fleet(tmp_path, native("commandTemplate: [/bin/bash, -c]\nargsTemplate: [acme]"))
    assert preview("launched", "--root", str(root), "--set", "IS_LEADER=true", "--format", "concise") == 1
    said = capsys.readouterr()
    assert "- acme\n" in said.out
    first, last = said.err.splitlines()
    assert "error[hydra-custom-args]" in first
    assert last == "1 error in 1 cluster"


@pytest.mark.parametrize(
    "files",
    [
        launched("  hydraLaunch: {single: acme &}\n"),
        edited(RUNTIME, "image:", "imag:"),
        edited(WORKER, "global: centre}", "global: center}"),
    ],
)
def test_without_its_config_maps_nothing_is_shown(files: dict[str, str], tmp_path: Path, capsys: Console) -> None:
    root = fleet(tmp_path, files)
    for arguments in ([], ["--cluster", "edge"]):
        assert preview("launched", "--root", str(root), *arguments) == 1
        said = capsys.readouterr()
        assert said.out == ""
        assert "error" in said.err.splitlines()[-1]


def test_a_template_that_fails_for_the_given_values(tmp_path: Path, capsys: Console) -> None:
    text = "{{ if gt .TP_SIZE 100 }}{{ slice .MODEL_NAME 99 }}{{ end }}--a=b"
    root = fleet(tmp_path, native(f'argsTemplate: ["{text}"]'))
    assert preview("launched", "--root", str(root)) == 0
    capsys.readouterr()
    assert preview("launched", "--root", str(root), "--set", "TP_SIZE=128") == 2
    assert capsys.readouterr() == (
        "",
        "error: the template of 'launched' fails for pod 'single': error calling slice: index out of range: 99 "
        "(argsTemplate[0], line 1, column 28)\nhelp: mend the template, or --set other values\n",
    )


def test_a_platform_s_entry_of_another_shape(tmp_path: Path, capsys: Console) -> None:
    base = edited(AGENT, "image: {registry: docker.io, repository: vllm/vllm-openai, tag: v0.11.0}", "args: --fast")
    assert preview("vllm", "--root", str(fleet(tmp_path, base))) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("error: what Hydra has for 'vllm' cannot be read: ")
    assert said.err.endswith("\nhelp: mend the live ConfigMap that it stands in\n")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["hidra"], "error: no such preview 'hidra'\nhelp: did you mean 'hydra'?\n"),
        (["pods"], "error: no such preview 'pods'\nhelp: the previews are: hydra\n"),
        (["hydra"], "error: missing argument 'RUNTIME'\nhelp: see 'servewright preview hydra --help'\n"),
    ],
)
def test_previews_that_there_are_not(arguments: list[str], told: str, capsys: Console) -> None:
    assert app.run(["preview", *arguments]) == 2
    assert capsys.readouterr() == ("", told)


def test_without_a_preview_its_help_is_shown(capsys: Console) -> None:
    assert app.run(["preview"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("Usage: servewright preview [OPTIONS] [COMMAND] [ARGS]...\n")


def test_help_explains_each_option(capsys: Console) -> None:
    assert app.run(["preview", "hydra", "--help"]) == 0
    described = capsys.readouterr().out.partition("Options:\n")[2]
    starts = [line.split()[0].rstrip(",") for line in described.splitlines() if line.startswith("  -")]
    assert starts == ["--cluster", "--gpu-type", "--set", "--arg", "--levels", "-o", "--root", "--format", "--help"]


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("preview ", ["hydra"]),
        ("preview hydra ", ["launched", "server"]),
        ("preview hydra l", ["launched"]),
        ("preview hydra launched --cluster e", ["edge"]),
        ("preview hydra launched --set IS_", ["IS_DISTRIBUTED=", "IS_LEADER="]),
        ("preview hydra launched --levels -o ", ["yaml", "json"]),
    ],
)
def test_words(words: str, offered: list[str], tmp_path: Path) -> None:
    assert completed(words, fleet(tmp_path, {})) == offered
