"""What Hydra starts: the manual's three modes, its own sample, and what only a cluster fills in.

Expected values are written down from the manual (seed 000), or come from Go.
"""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from generator.hydra.launch import launch_template
from generator.hydra.twin.entries import agent_problem, agents_for, fitting, template_named, template_problem
from generator.hydra.twin.kubelet import environment_of, expand
from generator.hydra.twin.levels import levels
from generator.hydra.twin.pod import pod_of
from generator.hydra.twin.started import TemplateFailure, container_template, custom_args, start
from generator.hydra.twin.variables import (
    CUSTOM_ARGS,
    ROLES,
    VARIABLES,
    Deployment,
    Unreadable,
    deployment,
    read_value,
    roles_of,
)
from tests.oracle import ask

MANUAL = """\
{{- if .IS_DISTRIBUTED -}}
  {{- if .IS_LEADER -}}
    ray start --head --port={{ .RAY_PORT }} && vllm serve {{ .MODEL_PATH }} --served-model-name {{ .MODEL_NAME }} \
--trust-remote-code --tensor-parallel-size={{ .TP_SIZE }} --pipeline-parallel-size={{ .PP_SIZE }}
  {{- else -}}
    ray start --block --address=$(LWS_LEADER_ADDRESS):{{ .RAY_PORT }}
  {{- end -}}
{{- else -}}
  vllm serve {{ .MODEL_PATH }} --served-model-name {{ .MODEL_NAME }} --trust-remote-code {{- if gt .TP_SIZE 1 }} \
--tensor-parallel-size {{ .TP_SIZE }} {{- end -}}
{{- end -}}
{{- if .CUSTOM_ARGS -}} {{ range .CUSTOM_ARGS }} {{ . }} {{- end -}} {{- end -}}
"""
"""The manual's vllm-cpu sample, argsTemplate."""

LIST = ["--model={{ .MODEL_PATH }}", "--host={{ .MODEL_HOST }}", "--port={{ .MODEL_PORT }}", "--tp={{ .TP_SIZE }}"]


def container(command: list[str], args: list[str]) -> dict[str, Any]:
    return {"commandTemplate": command, "argsTemplate": args}


def started(stated: dict[str, Any], given: Deployment) -> tuple[tuple[str, ...], tuple[str, ...]]:
    template = container_template(stated)
    assert not isinstance(template, TemplateFailure), template
    found = start(template, given)
    assert not isinstance(found, TemplateFailure), found
    return found.command, found.args


HEAD = "vllm serve /data/serving-model --served-model-name qwen --trust-remote-code"
RAY_HEAD = f"ray start --head --port=6379 && {HEAD} --tensor-parallel-size=2 --pipeline-parallel-size=1 --dtype=half"


@pytest.mark.parametrize(
    ("role", "size", "expected"),
    [
        ("single", 1, f"{HEAD} --dtype=half"),
        ("single", 4, f"{HEAD} --tensor-parallel-size 4 --dtype=half"),
        ("leader", 2, RAY_HEAD),
        # The manual's own mistake: the server's flag goes to Ray.
        ("worker", 1, "ray start --block --address=$(LWS_LEADER_ADDRESS):6379 --dtype=half"),
    ],
)
def test_the_manual_s_sample_is_a_shell_s_script(role: str, size: int, expected: str) -> None:
    values = ROLES[role] | {"TP_SIZE": size, "MODEL_NAME": "qwen"}
    given = deployment("vllm-cpu", values, ["--dtype=half"])
    assert started(container(["/bin/bash", "-c"], [MANUAL]), given) == (("/bin/bash", "-c"), (expected,))


def test_without_a_command_hydra_appends_custom_args_to_the_list() -> None:
    given = deployment("sglang", {}, ["--dtype=half", "--max-len 1"])
    expected = ("--model=/data/serving-model", "--host=0.0.0.0", "--port=8000", "--tp=1", "--dtype=half", "--max-len 1")
    assert started(container([], LIST), given) == ((), expected)


def test_without_any_template_custom_args_are_the_args() -> None:
    given = deployment("image-gen", {}, ["--dtype=half"])
    assert started({}, given) == ((), ("--dtype=half",))
    assert started({}, deployment("image-gen", {})) == ((), ())


def test_with_a_command_nothing_is_appended() -> None:
    assert started(container(["serve"], ["--a"]), deployment("x", {}, ["--b"])) == (("serve",), ("--a",))
    assert started(container(["serve", "{{ .RUN_TIME }}"], []), deployment("x", {}, ["--b"])) == (("serve", "x"), ())


def test_custom_args_are_the_deployment_s_and_then_the_agent_s() -> None:
    assert custom_args(["--a"], ["--b"]) == ("--a", "--b")


def go_data(given: Deployment) -> dict[str, Any]:
    """Return a deployment's variables for Go: maps of Go's own types, with a real []string."""
    return dict(given.values) | {CUSTOM_ARGS: {"$strings": list(given.custom_args)}}


def test_go_fills_in_the_same() -> None:
    """The manual's sample, a written launch template and a list, for 96 deployments."""
    commands = {
        "single": "a {{ .TP_SIZE }}",
        "leader": "b {{ .PP_SIZE }} {{ .NAMESPACE }}",
        "worker": "c {{ .CLUSTER }}",
    }
    launched = launch_template(commands)
    assert isinstance(launched, dict)
    kinds = product((False, True), (False, True), (1, 4), (0, 2), ([], ["--a"], ["--a=b c", "$(X) 'q'"]))
    questions, ours = [], []
    for distributed, leader, tp, pp, arguments in kinds:
        values = {"IS_DISTRIBUTED": distributed, "IS_LEADER": leader, "TP_SIZE": tp, "PP_SIZE": pp}
        given = deployment("r", values, arguments)
        for text in (MANUAL, launched["argsTemplate"][0], *LIST):
            questions.append({"engine": "text", "template": text, "data": go_data(given)})
            ours.append({"output": started(container(["x"], [text]), given)[1][0]})
    assert len(questions) == 48 * 6
    assert ask("gotemplate", questions) == ours


@pytest.mark.parametrize(
    ("stated", "field", "index", "message"),
    [
        (container(["{{ .A"], ["x"]), "commandTemplate", 0, "unclosed action"),
        (container(["x"], ["y", "{{ end }}"]), "argsTemplate", 1, "unexpected {{end}}"),
        (
            container([], ["y", "{{ index .CUSTOM_ARGS 0 }}"]),
            "argsTemplate",
            1,
            "error calling index: reflect: slice index out of range",
        ),
    ],
)
def test_a_template_that_gives_no_text_is_told_by_its_place(
    stated: dict[str, Any], field: str, index: int, message: str
) -> None:
    template = container_template(stated)
    found = template if isinstance(template, TemplateFailure) else start(template, deployment("r", {}))
    assert isinstance(found, TemplateFailure)
    assert (found.field, found.index, found.error.message) == (field, index, message)


TEMPLATE = {
    "runtime": "acme",
    "runtimeZH": "Acme",
    "podTemplate": {
        "initContainers": [{"name": "prepare", "image": "docker.io/acme/init:1"}],
        "podSecurityContext": {"fsGroup": 1000},
        "volumes": [{"name": "shm", "emptyDir": {"medium": "Memory"}}],
        "containerTemplate": {
            "commandTemplate": ["/bin/bash", "-c"],
            "argsTemplate": ["acme $$HOME $(PORT) $(WHO) {{ .MODEL_NAME }}{{ range .CUSTOM_ARGS }} {{ . }}{{ end }}"],
            "volumeMounts": [{"name": "shm", "mountPath": "/dev/shm"}],
            "ports": [{"containerPort": 8000}],
            "securityContext": {"runAsUser": 1000},
        },
    },
}
AGENT = {
    "match_runtimes": ["acme", "other"],
    "match_gpu_types": ["nvidia-gpu", "nvidia-vgpu"],
    "container_template": {
        "image": {"registry": "docker.io", "repository": "acme/acme", "tag": "1"},
        "args": ["--fast"],
        "env": [
            {"name": "PORT", "value": "80$(TENS)"},
            {"name": "WHO", "valueFrom": {"fieldRef": {"fieldPath": "spec.nodeName"}}},
        ],
        "volumeMounts": [{"name": "cache", "mountPath": "/cache"}],
    },
}


def test_a_pod_is_the_template_with_the_agent_s_say_on_top() -> None:
    assert pod_of(TEMPLATE, AGENT, deployment("acme", {"MODEL_NAME": "m"}, ["--own"])) == {
        "initContainers": [{"name": "prepare", "image": "docker.io/acme/init:1"}],
        "securityContext": {"fsGroup": 1000},
        "volumes": [{"name": "shm", "emptyDir": {"medium": "Memory"}}],
        "containers": [
            {
                "image": "docker.io/acme/acme:1",
                "command": ["/bin/bash", "-c"],
                "args": ["acme $$HOME $(PORT) $(WHO) m --own --fast"],
                "env": [
                    {"name": "PORT", "value": "80$(TENS)"},
                    {"name": "WHO", "valueFrom": {"fieldRef": {"fieldPath": "spec.nodeName"}}},
                ],
                "volumeMounts": [{"name": "shm", "mountPath": "/dev/shm"}, {"name": "cache", "mountPath": "/cache"}],
                "ports": [{"containerPort": 8000}],
                "securityContext": {"runAsUser": 1000},
            }
        ],
    }


def test_a_pod_without_template_and_arguments_is_an_image() -> None:
    agent = {"container_template": {"image": {"registry": "docker.io", "repository": "a/b", "tag": "1"}}}
    pod = pod_of({"runtime": "x"}, agent, deployment("x", {}))
    assert pod == {"containers": [{"image": "docker.io/a/b:1"}]}
    assert pod_of({"runtime": "x"}, {}, deployment("x", {}, ["-a"])) == {"containers": [{"args": ["-a"]}]}


def test_each_level_leaves_its_text() -> None:
    given = deployment("acme", {"MODEL_NAME": "m"})
    pod = pod_of(TEMPLATE, AGENT, given)
    assert isinstance(pod, dict)
    assert [(level.name, level.value["args"]) for level in levels(TEMPLATE, pod, given)] == [
        ("in the ConfigMap", ["acme $$HOME $(PORT) $(WHO) {{ .MODEL_NAME }}{{ range .CUSTOM_ARGS }} {{ . }}{{ end }}"]),
        ("after Hydra", ["acme $$HOME $(PORT) $(WHO) m --fast"]),
        ("after kubelet", ["acme $HOME 80$(TENS) <WHO> m --fast"]),
    ]


def test_a_leader_worker_set_gives_its_pods_variables() -> None:
    text = "--address=$(LWS_LEADER_ADDRESS):6379"
    assert expand(text, environment_of({}, distributed=True)) == "--address=<LWS_LEADER_ADDRESS>:6379"
    assert expand(text, environment_of({}, distributed=False)) == text


def test_variables_see_those_before_them() -> None:
    entries = [("A", "1"), ("B", "$(A)$(C)"), ("C", "$(B)$$")]
    environment = environment_of({"env": [{"name": name, "value": value} for name, value in entries]}, False)
    assert environment == {"A": "1", "B": "1$(C)", "C": "1$(C)$"}


def test_the_manual_s_variables_are_known() -> None:
    listed = "RUN_TIME MODEL_NAME IS_DISTRIBUTED MODEL_PATH IS_LEADER TP_SIZE PP_SIZE MODEL_ID CLUSTER NAMESPACE"
    assert set(VARIABLES) == {*listed.split(), "MODEL_HOST", "MODEL_PORT", "RAY_PORT", "CUSTOM_ARGS"}
    fixed = {name: deployment("r", {}).values[name] for name in ("RUN_TIME", "MODEL_PATH", "MODEL_HOST", "MODEL_PORT")}
    assert fixed == {
        "RUN_TIME": "r",
        "MODEL_PATH": "/data/serving-model",
        "MODEL_HOST": "0.0.0.0",
        "MODEL_PORT": 8000,
    }


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("MODEL_NAME", "", ""),
        ("MODEL_NAME", "a b", "a b"),
        ("IS_LEADER", "true", True),
        ("IS_LEADER", "false", False),
        ("TP_SIZE", "-4", -4),
        ("TP_SIZE", "9223372036854775807", (1 << 63) - 1),
        ("IS_LEADER", "True", "true or false"),
        ("IS_LEADER", "", "true or false"),
        ("TP_SIZE", "9223372036854775808", "a whole number of 64 bits"),
        ("TP_SIZE", "-9223372036854775809", "a whole number of 64 bits"),
        ("TP_SIZE", "9" * 5000, "a whole number of 64 bits"),
        ("TP_SIZE", "1.0", "a whole number"),
        ("TP_SIZE", "٣", "a whole number"),
        ("CUSTOM_ARGS", "--a", "a list"),
    ],
)
def test_a_value_is_read_by_the_variable_s_type(name: str, text: str, expected: object) -> None:
    found = read_value(name, text)
    assert (found.due if isinstance(found, Unreadable) else found) == expected


@pytest.mark.parametrize(
    ("values", "roles"),
    [
        ({}, ("single", "leader", "worker")),
        ({"TP_SIZE": 2}, ("single", "leader", "worker")),
        ({"IS_DISTRIBUTED": True}, ("leader", "worker")),
        ({"IS_DISTRIBUTED": False}, ("single",)),
        ({"IS_LEADER": True}, ("leader",)),
        ({"IS_LEADER": False}, ("single", "worker")),
        ({"IS_DISTRIBUTED": False, "IS_LEADER": True}, ("single",)),
    ],
)
def test_the_values_that_are_said_pick_the_pods(values: dict[str, Any], roles: tuple[str, ...]) -> None:
    assert roles_of(values) == roles


def test_entries_are_found_in_payloads_of_any_shape() -> None:
    assert template_named({"templates": [None, {"runtime": ["acme"]}, TEMPLATE]}, "acme") is TEMPLATE
    agents = agents_for({"deployment_templates": ["x", {"match_runtimes": "acme"}, AGENT]}, "acme")
    assert [agent.gpu_types for agent in agents] == [("nvidia-gpu", "nvidia-vgpu")]
    assert fitting(agents, {"nvidia-vgpu", "cpu"}) == agents
    assert fitting(agents, {"cpu"}) == ()
    for payload in (None, [], {"templates": "x", "deployment_templates": {}}, {}):
        assert template_named(payload, "acme") is None
        assert agents_for(payload, "acme") == ()


def test_entries_that_cannot_be_read_are_told() -> None:
    [agent] = agents_for({"deployment_templates": [AGENT]}, "acme")
    assert (template_problem(TEMPLATE), agent_problem(agent)) == (None, None)
    assert template_problem(TEMPLATE | {"new": 1}) is None, "fields of later releases are no obstacle"
    args = "argsTemplate"
    broken = {"podTemplate": {"containerTemplate": {args: "x"}}}
    assert args in (template_problem(broken) or "")
    for container_part, word in (([1], "mapping"), ({"image": "a:1"}, "image"), ({"args": "x"}, "args")):
        [agent] = agents_for({"deployment_templates": [AGENT | {"container_template": container_part}]}, "acme")
        assert word in (agent_problem(agent) or "")
