"""Hydra's rules where they keep silent, and where what they tell depends on the rest of the fleet.

What each tells, in full, is in tests/errors/hydra-*.txt.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.compile import hydra as compile_hydra
from tests.error_cases import CASES, files_of, misplaced
from tests.hydra_fleet import AGENT, GLOBAL, LAUNCH, RUNTIME, WORKER, edited, fleet, launched, native
from tests.repo import compiled, findings
from tests.shipped import ROOT

SHELL = "commandTemplate: [/bin/bash, -c]\n"


@pytest.mark.parametrize(
    "container",
    [
        # hydra-template-syntax, hydra-unknown-variable: all that the manual names, by any way that Go has
        SHELL
        + """argsTemplate:
          - >-
            acme {{ .RUN_TIME }} {{ .MODEL_NAME }} {{ .MODEL_PATH }} {{ .MODEL_ID }} {{ .CLUSTER }} {{ .NAMESPACE }}
            {{ .MODEL_HOST }}:{{ .MODEL_PORT }} {{ $.TP_SIZE }} {{ index . "PP_SIZE" }} {{ with .RAY_PORT }}{{ . }}{{ end }}
            {{ with $ }}{{ .MODEL_NAME }}{{ end }} {{ $x := .TP_SIZE }}{{ $x }} ${{ hydra.custom_args }}
        """,
        # hydra-unknown-variable: what is read of something else is no variable of Hydra's
        SHELL
        + """argsTemplate:
          - '{{ define "flag" }}{{ .A }}{{ end }}acme{{ with 0 }}{{ .B }}{{ end }}{{ range .CUSTOM_ARGS }} {{ . }}{{ end }}'
        """,
        # hydra-unlike-types
        SHELL
        + """argsTemplate:
          - >-
            acme {{ if and (gt .TP_SIZE 1) (eq .MODEL_NAME "a" "b") (ne .IS_LEADER true) (lt 1 (len .CUSTOM_ARGS)) }}-a{{ end }}
            {{ if eq (printf "%d" .TP_SIZE) "1" }}-b{{ end }} {{ if .TP_SIZE | ge 4 }}-c{{ end }} ${{ hydra.custom_args }}
        """,
        # hydra-empty-branch: a space between words is something
        SHELL
        + """argsTemplate:
          - "acme {{ range $i, $a := .CUSTOM_ARGS }}{{ if $i }} {{ end }}{{ $a }}{{ end }}"
        """,
        # hydra-empty-branch, hydra-empty-command
        SHELL + 'argsTemplate: ["{{ if .IS_LEADER }}acme{{ else }}acme --join{{ end }} ${{ hydra.custom_args }}"]',
        # hydra-template-fails
        SHELL
        + """argsTemplate:
          - "acme {{ if .CUSTOM_ARGS }}--first={{ len (index .CUSTOM_ARGS 0) }}{{ end }} ${{ hydra.custom_args }}"
        """,
        # hydra-shell-script: a shell's options together, the script in commandTemplate itself
        'commandTemplate: [/usr/bin/env, bash, -euo, pipefail, -c]\nargsTemplate: ["acme ${{ hydra.custom_args }}"]',
        'commandTemplate: [sh, -c, "exec acme ${{ hydra.custom_args }}"]',
        # hydra-list-arguments: values with spaces, single flags, what belongs to no flag
        """argsTemplate: [serve, "{{ .MODEL_PATH }}", --trust-remote-code, "--template=a b", -v, "--tp={{ .TP_SIZE }}"]""",
        "argsTemplate: []",
        # hydra-list-arguments: a program's own short flags, JSON, a value of several lines, another first word's script
        """argsTemplate: [-m, acme.server, -ngl, "99", '--x={"a": "b -c && d"}', '{"a": "b"} ', "--stop=<|end|>"]""",
        'argsTemplate: ["acme serve /a && acme wait", "--say=a || b\\nc\\n"]',
        # hydra-list-arguments: a blank at the end of a value that people quoted
        """argsTemplate: ['--default-prompt=query: ', "--name={{ .MODEL_NAME }}: "]""",
        # hydra-custom-args: a list needs no mark, a command of its own ends with them
        'argsTemplate: ["--model={{ .MODEL_PATH }}"]',
        # hydra-custom-args: in a variable of the shell, behind a here-document, on each way through the script
        SHELL
        + """argsTemplate:
          - |
            EXTRA=({{ range .CUSTOM_ARGS }} {{ . }}{{ end }})
            exec acme {{ .MODEL_PATH }} "${EXTRA[@]}"
        """,
        SHELL
        + """argsTemplate:
          - |
            cat > /tmp/greeting <<END
            it's up
            END
            if [ -d /cache ]; then exec acme --cache ${{ hydra.custom_args }}; else exec acme ${{ hydra.custom_args }}; fi
        """,
        # hydra-custom-args: in a line of their own, behind a backslash, as the command's other lines
        SHELL
        + """argsTemplate:
          - |
            exec vllm serve {{ .MODEL_PATH }} \\
              --port {{ .MODEL_PORT }} \\
              ${{ hydra.custom_args }}
        """,
        # hydra-printf: verbs that fit, and a text that only looks like one that does not
        SHELL
        + """argsTemplate:
          - >-
            acme {{ printf "--tp=%d %s %v" .TP_SIZE .MODEL_NAME .IS_LEADER }} {{ .TP_SIZE | printf "--pp=%03d" }} --date=%!s
            ${{ hydra.custom_args }}
        """,
        # unexpanded-reference: what a shell runs, what a LeaderWorkerSet and Hydra itself may give
        SHELL
        + """argsTemplate:
          - acme --threads $(nproc) --ip $(POD_IP) $(LWS_GROUP_SIZE) $$(MODEL_PATH) ${{ hydra.custom_args }}
        """,
        # hydra-port: Ray's own, Hydra's by its name, other ports
        SHELL
        + """argsTemplate:
          - >-
            ray start --head --port={{ .RAY_PORT }} --dashboard-port 8265 &&
            acme --port {{ .MODEL_PORT }} --metrics-port=9090 --http-port=8000 ${{ hydra.custom_args }}
ports: [{containerPort: 8000}]
""",
        # hydra-port: a helper's port is its own
        SHELL + 'argsTemplate: ["mooncake_master --port 50051 & exec acme --port 8000 ${{ hydra.custom_args }}"]',
        SHELL + 'argsTemplate: ["exporter --port=9400 & cache --port 7000 && acme ${{ hydra.custom_args }} & wait"]',
    ],
)
def test_sound_templates_are_told_nothing(container: str, tmp_path: Path) -> None:
    assert findings(fleet(tmp_path, native(container))) == []


@pytest.mark.parametrize(
    ("template", "told"),
    [
        ("exporter --port=9400 & exec acme --port 9000 ${{ hydra.custom_args }}", "9000"),
        ("acme --port 9000 ${{ hydra.custom_args }} & exporter --port=9400; wait", "9000"),
        ("{{ if .IS_LEADER }}helper --port 7000 & {{ end }}acme --port=9000 ${{ hydra.custom_args }}", "9000"),
    ],
)
def test_the_server_s_port_is_told_and_no_helper_s(template: str, told: str, tmp_path: Path) -> None:
    files = native(SHELL + f'argsTemplate: ["{template}"]')
    [found] = findings(fleet(tmp_path, files))
    assert f"hydra-port: the server is told to listen on port {told}," in found


def test_the_manual_s_sample_put_right_is_told_nothing(tmp_path: Path) -> None:
    spec = """\
  hydraLaunch:
    single: >-
      vllm serve {{ .MODEL_PATH }} --served-model-name {{ .MODEL_NAME }} --trust-remote-code
      {{- if gt .TP_SIZE 1 }} --tensor-parallel-size {{ .TP_SIZE }} {{- end }}
    leader: ray start --head --port={{ .RAY_PORT }} && vllm serve {{ .MODEL_PATH }} --pipeline-parallel-size={{ .PP_SIZE }}
    worker: ray start --block --address=$(LWS_LEADER_ADDRESS):{{ .RAY_PORT }}
"""
    assert findings(fleet(tmp_path, launched(spec))) == []


@pytest.mark.parametrize(
    ("worker", "told"),
    [
        (
            "bash /vllm-workspace/examples/online_serving/multi-node-serving.sh worker --ray_address=$(LWS_LEADER_ADDRESS)",
            0,
        ),
        ("exec /opt/join.sh worker", 0),
        ("python3 /opt/join.py --as worker", 0),
        ("rpc-server --host 0.0.0.0 --port 50052", 0),
        ("cd /opt && exec /opt/llama/bin/rpc-server -p 50052", 0),
        ("xinference-worker -e http://$(LWS_LEADER_ADDRESS):9997", 0),
        ("bash /opt/multi-node-serving.sh follower", 1),
        ("acme serve worker", 1),
        ("acme-rpc-server", 1),
        ("bash -c 'acme worker'", 1),
    ],
)
def test_a_worker_s_own_program_takes_no_custom_args(worker: str, told: int, tmp_path: Path) -> None:
    spec = f"  hydraLaunch:\n    single: acme serve\n    leader: acme lead\n    worker: {worker}\n"
    assert [line.split()[1] for line in findings(fleet(tmp_path, launched(spec)))] == ["hydra-custom-args:"] * told


def test_a_launch_command_in_a_block_is_marked_on_its_line(tmp_path: Path) -> None:
    spec = "  hydraLaunch:\n    single: acme serve\n    leader: acme lead\n    worker: |-\n      bash /opt/join.sh\n"
    [found] = findings(fleet(tmp_path, launched(spec)))
    assert found.startswith(f"{RUNTIME}:12:7 hydra-custom-args:")


def test_a_launch_command_marks_where_custom_args_belong(tmp_path: Path) -> None:
    spec = """\
  hydraLaunch:
    single: acme serve {{ .MODEL_PATH }} ${{ hydra.custom_args }} | tee /tmp/log
    leader: acme lead ${{ hydra.custom_args }} & ray start --head --block
    worker: bash -c 'exec ray start --block'
"""
    assert findings(fleet(tmp_path, launched(spec))) == []


def test_an_agent_may_give_the_container_a_variable_of_hydra_s_name(tmp_path: Path) -> None:
    spec = "  hydraLaunch: {single: acme $(MODEL_PATH)}\n"
    assert [line.split()[1] for line in findings(fleet(tmp_path / "a", launched(spec)))] == ["unexpanded-reference:"]
    agent = "  hydraAgent: {env: [{name: MODEL_PATH, value: /data}]}\n"
    assert findings(fleet(tmp_path / "b", launched(spec + agent))) == []


def test_the_place_is_that_of_the_layer_which_says_it(tmp_path: Path) -> None:
    """A release's command over the runtime's, behind an expression whose value is shorter than it."""
    releases = """\
  channels: {stable: r1}
  releases:
    - name: r1
      hydraLaunch: {single: "acme-${{ runtime.name }} {{ .MODLE_PATH }}"}
"""
    found = findings(fleet(tmp_path, launched(LAUNCH + releases)))
    column = len("""      hydraLaunch: {single: "acme-${{ runtime.name }} {{ """) + 1
    place = f"{RUNTIME}:13:{column}"
    assert found == [f"{place} hydra-unknown-variable: Hydra gives its templates no variable 'MODLE_PATH'"]


def test_what_follows_custom_args_behind_a_backslash_has_its_place(tmp_path: Path) -> None:
    script = "  |\n    acme serve \\\n      ${{ hydra.custom_args }} | tee {{ .LOG }}\n"
    found = findings(fleet(tmp_path, native(f"{SHELL}argsTemplate:\n- {script.lstrip()}")))
    column = len("              ${{ hydra.custom_args }} | tee {{ ") + 1
    assert found == [f"{RUNTIME}:16:{column} hydra-unknown-variable: Hydra gives its templates no variable 'LOG'"]


def test_one_mistake_is_told_once(tmp_path: Path) -> None:
    """A text that is no template says nothing of variables, and a wrong variable nothing of what the command does."""
    files = native(SHELL + 'argsTemplate: ["{{ .A }", "{{ .B }}"]')
    assert [line.split()[1] for line in findings(fleet(tmp_path / "a", files))] == ["hydra-template-syntax:"]
    files = native(SHELL + 'argsTemplate: ["{{ .A }}", "{{ .B }}"]')
    assert [line.split()[1] for line in findings(fleet(tmp_path / "b", files))] == ["hydra-unknown-variable:"] * 2


def test_a_comment_may_allow_it(tmp_path: Path) -> None:
    files = native(SHELL + "# servewright: allow hydra-custom-args -- the image reads them\nargsTemplate: [acme]")
    assert findings(fleet(tmp_path, files)) == []


SECRET = """\
  hydraLaunch:
    # servewright: allow literal-secret -- it is public
    single: export HF_TOKEN=9f8e7d6c5b4a3210; acme serve {{ .MODEL_PATH }}
  # servewright: allow literal-secret -- it is public too
  hydraAgent: {env: [{name: HF_TOKEN, value: 9f8e7d6c5b4a3210}], args: [--api-key=9f8e7d6c5b4a3210]}
"""


def test_secrets_and_moving_tags_are_told_where_they_stand_and_may_be_allowed(tmp_path: Path) -> None:
    image = "launched:latest  # servewright: allow unpinned-image -- it is ours"
    moving = launched(SECRET)[RUNTIME].replace("launched:1", image)
    assert findings(fleet(tmp_path / "allowed", {RUNTIME: moving})) == []
    bare = moving.replace("# servewright: allow", "# not allowed:")
    found = [line.partition(":")[2].partition(": ")[0] for line in findings(fleet(tmp_path / "bare", {RUNTIME: bare}))]
    assert found == ["5:10 unpinned-image", "10:29 literal-secret", "12:46 literal-secret", "12:73 literal-secret"]


@pytest.mark.parametrize(
    ("container", "column"),
    [
        (SHELL + 'argsTemplate: ["HF_TOKEN=9f8e7d6c5b4a3210 acme ${{ hydra.custom_args }}"]', 34),
        (
            SHELL
            + 'argsTemplate: ["{{ if .IS_LEADER }}TOKEN=9f8e7d6c5b4a3210 {{ end }}acme ${{ hydra.custom_args }}"]',
            50,
        ),
        ('argsTemplate: ["--api-key=9f8e7d6c5b4a3210"]', 25),
        (SHELL + """argsTemplate: ['HF_TOKEN="$(cat /run/secret1)" acme ${{ hydra.custom_args }}']""", None),
        ('argsTemplate: ["--api-key=$(API_KEY)", "--token={{ .MODEL_ID }}"]', None),
    ],
)
def test_secrets_in_templates(container: str, column: int | None, tmp_path: Path) -> None:
    found = [line.split(": ")[0] for line in findings(fleet(tmp_path, native(container)))]
    line = 12 + container.startswith(SHELL)
    assert found == ([] if column is None else [f"{RUNTIME}:{line}:{column} literal-secret"])


# A worker's runtimes

OTHER = dedent("""\
    apiVersion: servewright.io/v1alpha1
    kind: Runtime
    metadata: {name: other}
    spec:
      image: docker.io/acme/other:1
      flavours: [{name: gpu, accelerators: [gpu]}]
    """)


def with_other(spec: str = "", name: str = "other", runtime: str = OTHER) -> dict[str, str]:
    """Return a further runtime, listed by the worker."""
    text = runtime.replace("{name: other}", f"{{name: {name}}}") + spec
    listed = edited(WORKER, "[{name: launched}]", f"[{{name: launched}}, {{name: {name}}}]")
    return listed | {f"runtimes/{name}/runtime.yaml": text}


MISSING_IMAGE = f"{WORKER}:7:39 hydra-missing-image: the worker lists runtime '{{}}', and its agent has no image for it"
MISSING_TEMPLATE = "hydra-missing-template: runtime 'other' has an image for Hydra, and no template on centre"


def test_the_platform_s_own_image_is_enough(tmp_path: Path) -> None:
    """vllm has one for nvidia-gpu in the live base, which is the worker's accelerator."""
    assert findings(fleet(tmp_path / "a", with_other(name="vllm"))) == []
    assert findings(fleet(tmp_path / "b", with_other())) == [MISSING_IMAGE.format("other")]
    elsewhere = edited(AGENT, "[nvidia-gpu]", "[ascend-gpu-910]")
    assert findings(fleet(tmp_path / "c", with_other(name="vllm") | elsewhere)) == [MISSING_IMAGE.format("vllm")]


def test_a_runtime_that_kserve_serves_needs_no_image_for_hydra(tmp_path: Path) -> None:
    files = with_other()
    serving = "  clusterServingRuntime:\n    spec:\n      supportedModelFormats: [{name: onnx, version: '1'}]\n"
    files["runtimes/other/runtime.yaml"] += serving + "      containers: [{name: kserve-container, args: [a]}]\n"
    assert [line.split()[1] for line in findings(fleet(tmp_path / "a", files))] == ["hydra-missing-image:"]
    files[WORKER] += '  kserve: {distribution: alauda, version: "0.19"}\n'
    assert findings(fleet(tmp_path / "b", files)) == []


def test_a_template_may_be_hydra_s_own_the_platform_s_or_a_name(tmp_path: Path) -> None:
    half = "  hydraAgent: {}\n"
    told = [f"runtimes/other/runtime.yaml:7:3 {MISSING_TEMPLATE}"]
    assert findings(fleet(tmp_path / "a", with_other(half))) == told
    assert findings(fleet(tmp_path / "b", with_other(half, name="sglang"))) == []
    assert findings(fleet(tmp_path / "c", with_other(half + "  hydraTemplate: {runtimeZH: Other}\n"))) == []
    platform = edited("clusters/centre/live/hydra-runtime-template.yaml", "- runtime: vllm", "- runtime: other")
    assert findings(fleet(tmp_path / "d", with_other(half) | platform)) == []


APART = f"{RUNTIME}:{{}} hydra-list-arguments: the value of '--seed' stands in an entry of its own"
TEMPLATES = "clusters/centre/live/hydra-runtime-template.yaml"


@pytest.mark.parametrize(
    ("spec", "told"),
    [
        ("  hydraTemplate: {runtimeZH: Acme}\n", [APART.format("9:23")]),
        ("  hydraTemplate: {podTemplate: {containerTemplate: {argsTemplate: [serve]}}}\n", [APART.format("9:23")]),
        (LAUNCH, []),
    ],
)
def test_the_agent_s_args_join_a_list_or_a_shell_s_command(spec: str, told: list[str], tmp_path: Path) -> None:
    agent = "  hydraAgent: {args: [--seed, '1', '--template={{ .messages }}{{ TP_SIZE }}']}\n"
    assert findings(fleet(tmp_path, launched(spec + agent))) == told


@pytest.mark.parametrize(
    ("agent", "column"),
    [
        ("args: [--port=8080]", 23),
        ("args: [--fast, '--server-port 8080']", 31),
        ("args: [--port, '8080']", 23),
        ("args: [--fast, --port=8080]", 31),
        ("args: [--fast, '8080', --port=8000, --metrics-port=8080, '--port', '{{ x }}']", None),
        ("ports: [{containerPort: 8000}, {containerPort: 8080}]", 63),
        ("ports: [{containerPort: 8000}]", None),
    ],
)
def test_the_agent_may_not_move_the_server(agent: str, column: int | None, tmp_path: Path) -> None:
    found = findings(fleet(tmp_path, launched(f"{LAUNCH}  hydraAgent: {{{agent}}}\n")))
    assert [line.split(": ")[0] for line in found] == ([] if column is None else [f"{RUNTIME}:10:{column} hydra-port"])


@pytest.mark.parametrize(
    "entry",
    [
        '"--name={{ .MODEL_NAME }} "',
        '"--tp=1 {{ if gt .TP_SIZE 1 }}--pp=2{{ end }}"',
        '"--default-prompt= "',
        '"--seed "',
        '"--seed=1\\n"',
        '" --seed=1"',
    ],
)
def test_blanks_that_nobody_wrote_behind_a_text(entry: str, tmp_path: Path) -> None:
    [found] = findings(fleet(tmp_path, native(f"argsTemplate: [serve, {entry}]")))
    assert "hydra-list-arguments:" in found
    assert "which reaches the server" in found


@pytest.mark.parametrize(("agent", "told"), [("'--prompt=query: '", 0), ("'--prompt '", 1), ('"--prompt=a\\n"', 1)])
def test_blanks_in_the_args_of_an_agent(agent: str, told: int, tmp_path: Path) -> None:
    files = native("argsTemplate: [serve]")
    files[RUNTIME] += f"  hydraAgent: {{args: [{agent}]}}\n"
    assert [line.split()[1] for line in findings(fleet(tmp_path, files))] == ["hydra-list-arguments:"] * told


@pytest.mark.parametrize(
    ("container", "told"),
    [
        ("{argsTemplate: [serve]}", ["--seed"]),
        ("{commandTemplate: [sh, -c], argsTemplate: [serve]}", []),
        ("{}", []),
        ("{argsTemplate: serve}", []),
    ],
)
def test_a_template_of_the_platform_s_says_what_becomes_of_args(
    container: str, told: list[str], tmp_path: Path
) -> None:
    """Behind a bare name may be a template that is built into Hydra; what cannot be read says nothing."""
    template = f"runtimeZH: vLLM\n        podTemplate: {{containerTemplate: {container}}}"
    platform = edited(TEMPLATES, "runtimeZH: vLLM", template)
    files = with_other("  replace: true\n  hydraAgent: {args: [--seed, '1']}\n", name="vllm")
    found = findings(fleet(tmp_path, files | platform))
    assert [line.split()[1] for line in found] == ["hydra-list-arguments:"] * len(told)


@pytest.mark.parametrize(
    ("spec", "told"),
    [
        (LAUNCH, ["hydra-agent-command:"]),
        ("  hydraTemplate: {runtimeZH: Acme}\n", []),
        ("  hydraTemplate: {podTemplate: {containerTemplate: {argsTemplate: [serve]}}}\n", []),
    ],
)
def test_the_agent_may_bring_the_only_command(spec: str, told: list[str], tmp_path: Path) -> None:
    files = launched(spec + "  hydraAgent: {command: [/opt/acme], args: [--seed, '1']}\n")
    assert [line.split()[1] for line in findings(fleet(tmp_path, files))] == told


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("{match_runtimes: [launched]}", "names no GPU types"),
        ("{match_runtimes: [launched], match_gpu_types: []}", "names no GPU types"),
        ("{match_gpu_types: [nvidia-gpu], match_runtimes: null}", "names no runtimes"),
        ("{container_template: {}}", "names no runtimes and no GPU types"),
        ("{match_runtimes: [vllm]}", None),
        ("{match_gpu_types: [cpu]}", None),
        ("{match_runtimes: [launched], match_gpu_types: [cpu]}", None),
        ("text", None),
    ],
)
def test_an_entry_that_says_not_all_of_what_it_is_for(entry: str, told: str | None, tmp_path: Path) -> None:
    base = edited(AGENT, "    deployment_templates:\n", f"    deployment_templates:\n      - {entry}\n")
    found = findings(fleet(tmp_path, base))
    place = f"{WORKER}:7:21 hydra-open-entry"
    whole = f"{place}: an entry of the platform's that {told} may match runtime 'launched' too"
    assert found == ([] if told is None else [whole])


def test_a_template_in_a_release_that_the_global_cluster_does_not_follow_is_none(tmp_path: Path) -> None:
    spec = (
        "  hydraAgent: {}\n  channels: {stable: old, canary: new}\n"
        "  releases: [{name: old}, {name: new, hydraTemplate: {runtimeZH: Other}}]\n"
    )
    files = with_other(spec)
    assert findings(fleet(tmp_path / "a", files)) == [f"runtimes/other/runtime.yaml:7:3 {MISSING_TEMPLATE}"]
    follows = edited(GLOBAL, "spec:\n", "spec:\n  channel: canary\n")
    assert findings(fleet(tmp_path / "b", files | follows)) == []


def test_a_selected_worker_is_told_what_its_global_cluster_lacks(tmp_path: Path) -> None:
    root = fleet(tmp_path, with_other("  hydraAgent: {}\n"))
    assert findings(root, "edge") == [f"runtimes/other/runtime.yaml:7:3 {MISSING_TEMPLATE}"]
    assert findings(root, "centre") == []


def test_nothing_is_said_of_templates_where_the_global_cluster_s_base_cannot_be_read(tmp_path: Path) -> None:
    broken = {"clusters/centre/live/hydra-runtime-template.yaml": "[\n"}
    found = findings(fleet(tmp_path, with_other("  hydraAgent: {}\n") | broken))
    assert [line.split()[1] for line in found] == ["yaml-syntax:"]


# Live bases


@pytest.mark.parametrize(
    ("version", "metadata", "stale"),
    [
        ("0.14", "labels: {helm.sh/chart: hydra-agent-0.14.0}", False),
        ("0.14", "labels: {helm.sh/chart: hydra-agent-0.14.12-rc1}", False),
        ("0.14.0", "labels: {app.kubernetes.io/version: v0.14.0}", False),
        ("0.14", "annotations: {helm.sh/chart: hydra-agent-0.14.0}", False),
        ("0.14", "labels: {helm.sh/chart: hydra-agent-0.14.0, app.kubernetes.io/version: 0.9.1}", False),
        ("0.14", "labels: {app.kubernetes.io/managed-by: Helm}", False),
        ("0.14", "labels: {helm.sh/chart: hydra-agent-latest}", False),
        ("0.14", "labels: {helm.sh/chart: hydra-agent-0.13.9}", True),
        ("0.1", "labels: {helm.sh/chart: hydra-agent-0.14.0}", True),
        ("0.14.1", "labels: {helm.sh/chart: hydra-agent-0.14.0}", True),
        ("0.14", "labels: {app.kubernetes.io/version: v0.15.0}", True),
        ("0.14", "annotations: {app.kubernetes.io/version: 0.15.0}", True),
    ],
)
def test_the_base_s_release_is_the_cluster_s(version: str, metadata: str, stale: bool, tmp_path: Path) -> None:
    files = edited(WORKER, "global: centre}", f'global: centre, version: "{version}"}}')
    files |= edited(AGENT, "namespace: hydra-system}", f"namespace: hydra-system, {metadata}}}")
    found = findings(fleet(tmp_path, files))
    assert [line.split()[1] for line in found] == ["hydra-stale-base:"] * stale


def test_a_cluster_that_says_no_release_or_no_base_has_no_stale_one(tmp_path: Path) -> None:
    labelled = edited(AGENT, "namespace: hydra-system}", "namespace: hydra-system, labels: {helm.sh/chart: a-0.1.0}}")
    assert findings(fleet(tmp_path / "a", labelled)) == []
    none = edited(WORKER, "global: centre}", 'global: centre, version: "0.14", base: none}')
    root = fleet(tmp_path / "b", none)
    (root / AGENT).unlink()
    assert findings(root) == []


@pytest.mark.parametrize(("more", "told"), [(0, False), (1, True)])
def test_a_config_map_may_have_a_mebibyte_with_what_is_the_platform_s(more: int, told: bool, tmp_path: Path) -> None:
    """Payload, another key and decoded binary data together; the fleet's own entry is long, the base is not."""
    own = edited(RUNTIME, LAUNCH, f"{LAUNCH}  hydraAgent: {{args: [{'x' * 200_000}]}}\n")
    root = fleet(tmp_path, own)
    size = len(payload(root).encode())
    others = f"  tls.yaml: {'x' * ((1 << 20) - size - 3 - 5 + more)}\n  short.yaml: é+++\nbinaryData: {{a: eHh4}}\n"
    (root / AGENT).write_text((root / AGENT).read_text() + others)
    assert [line.split()[1] for line in findings(root)] == ["hydra-config-map-size:"] * told


def payload(root: Path) -> str:
    """Return what the worker's agent reads."""
    [data] = [data for path, data in compiled(root).outputs.items() if path.startswith("edge/configmaps/")]
    text = yaml.safe_load(data)["data"]["configmap"]
    assert isinstance(text, str)
    return text


# The shipped fleet, and what the rules cost


def test_the_shipped_fleet_is_told_nothing() -> None:
    found = compiled(ROOT, "hydra-global", "hydra-worker", "hydra-worker-ascend", "hydra-worker-amd").diagnostics
    assert [each for each in found if each.rule.startswith("hydra-")] == []


def test_go_s_templates_are_loaded_for_templates_only(tmp_path: Path) -> None:
    root = fleet(tmp_path, {})
    script = (
        "import sys\nfrom pathlib import Path\nfrom tests.repo import compiled\n"
        f"compiled(Path({str(root)!r}), *sys.argv[1:])\n"
        "print(sorted(name for name in sys.modules if name.startswith('generator.gotemplate')) != [])\n"
    )
    assert loaded(script, "edge") == "False\n"
    assert loaded(script, "centre") == "True\n"


def loaded(script: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout


def test_a_template_is_proved_once_for_all_global_clusters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    proved: list[str] = []
    real = compile_hydra.template_findings
    monkeypatch.setattr(
        compile_hydra,
        "template_findings",
        lambda template, agents: proved.append(template.runtime) or real(template, agents),
    )
    files: dict[str, str] = {}
    for number in range(5):
        cluster = files_of(CASES / "hydra.fleet")
        for path, text in cluster.items():
            for name in ("centre", "edge"):
                if path.startswith(f"clusters/{name}/") and isinstance(text, bytes):
                    renamed = (
                        text.decode().replace("centre", f"centre{number}").replace("name: edge", f"name: edge{number}")
                    )
                    files[path.replace(name, f"{name}{number}", 1)] = renamed
    root = fleet(tmp_path, files)
    assert compiled(root).diagnostics == ()
    assert proved == ["launched"]


# Whatever is written

PIECES = [
    "acme ",
    "serve",
    " ",
    "\n",
    "'",
    '"',
    "#",
    "&& ",
    "ray start ",
    "--port 9 ",
    "$(X)",
    "{{ ",
    "{{- ",
    " }}",
    " -}}",
]
PIECES += [
    "${{ hydra.custom_args }}",
    "{{ .CUSTOM_ARGS }}",
    "{{ .X }}",
    "{{ if .IS_LEADER }}",
    "{{ else }}",
    "{{ end }}",
]
PIECES += ["{{ range .CUSTOM_ARGS }}", "{{ . }}", "{{ gt .TP_SIZE 1 }}", '{{ eq . "a" }}', "{{ index .CUSTOM_ARGS 1 }}"]
PIECES += ["{{ with $ }}", '{{ define "a" }}', '{{ template "a" . }}', "{{/* a */}}", "模", "${{ file('run.sh') }}"]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=9).map("".join)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(([], ["/bin/bash", "-c"], ["acme"], ["/bin/bash -c"])),
    st.lists(TEXTS, max_size=3),
    st.booleans(),
    st.sampled_from(("'", '"', ">-", "|")),
)
def test_findings_on_any_text_lie_in_the_files(
    tmp_path: Path, command: list[str], texts: list[str], launch: bool, style: str
) -> None:
    names = ("single", "leader", "worker")
    written = [scalar(text, style) for text in texts]
    if launch:
        lines = [f"    {name}: {text}\n" for name, text in zip(names, written, strict=False)]
        files = launched("  hydraLaunch:\n" + "".join(lines))
    else:
        items = [f"          - {text}\n" for text in written]
        head = "  hydraTemplate:\n    podTemplate:\n      containerTemplate:\n"
        files = launched(f"{head}        commandTemplate: {command}\n        argsTemplate:\n" + "".join(items))
    root = fleet(tmp_path, files | {"runtimes/launched/run.sh": "exec a \\\n {{ .Y }}\n"})
    for found in compiled(root).diagnostics:
        assert list(misplaced(root, found)) == []
        assert found.message


def scalar(text: str, style: str) -> str:
    """Return a text as YAML writes it in a style; folded and literal blocks have lines that are not blank."""
    if style in ("'", '"'):
        return (
            yaml.safe_dump(text, default_style=style, allow_unicode=True, width=10_000)
            .strip()
            .replace("\n", "\n" + " " * 14)
        )
    lines = [line for line in text.split("\n") if line.strip()] or ["x"]
    return style + "".join(f"\n{' ' * 14}{line.strip()}" for line in lines)


@pytest.mark.parametrize(
    ("worker", "centre", "unlike"),
    [
        ("0.15", "0.16", True),
        ("0.16", "0.15.1", True),
        ("0.14", "0.15", True),
        ("0.15.1", "0.15.2", True),
        ("0.15", "0.15.2", False),
        ("0.16.0", "0.16.0", False),
        # Before 0.15, the two could be upgraded one by one.
        ("0.13", "0.14.9", False),
        ("0.16", None, False),
        (None, "0.16", False),
    ],
)
def test_a_worker_is_of_its_global_cluster_s_release(
    worker: str | None, centre: str | None, unlike: bool, tmp_path: Path
) -> None:
    files: dict[str, str] = {}
    if worker is not None:
        files |= edited(WORKER, "global: centre}", f'global: centre, version: "{worker}"}}')
    if centre is not None:
        files |= edited(
            "clusters/centre/cluster.yaml", "hydra: {role: global}", f'hydra: {{role: global, version: "{centre}"}}'
        )
    found = findings(fleet(tmp_path, files))
    assert [line.split()[1] for line in found] == ["hydra-version-mismatch:"] * unlike
