"""The launch template, rendered by Go, is the commands that the platform's manual shows (its worker put right)."""

from __future__ import annotations

import shutil
import subprocess
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.expressions.text import Functions, Scope, Template, compile_text
from generator.hydra.launch import LaunchProblem, custom_args_mark, launch_template
from tests.oracle import ask

# The commands of the manual's vllm-cpu sample, as a runtime's hydraLaunch states them.
VLLM_CPU = {
    "single": "vllm serve {{ .MODEL_PATH }} --served-model-name {{ .MODEL_NAME }} --trust-remote-code"
    "{{ if gt .TP_SIZE 1 }} --tensor-parallel-size {{ .TP_SIZE }}{{ end }}",
    "leader": "ray start --head --port={{ .RAY_PORT }} && vllm serve {{ .MODEL_PATH }} --served-model-name "
    "{{ .MODEL_NAME }} --trust-remote-code --tensor-parallel-size={{ .TP_SIZE }} --pipeline-parallel-size={{ .PP_SIZE }}",
    "worker": "ray start --block --address=$(LWS_LEADER_ADDRESS):{{ .RAY_PORT }}",
}

SINGLE_1 = "vllm serve /data/serving-model --served-model-name qwen --trust-remote-code"
SINGLE_4 = "vllm serve /data/serving-model --served-model-name qwen --trust-remote-code --tensor-parallel-size 4"
LEADER_1 = (
    "ray start --head --port=6379 && vllm serve /data/serving-model --served-model-name qwen --trust-remote-code"
    " --tensor-parallel-size=1 --pipeline-parallel-size=2"
)
LEADER_4 = (
    "ray start --head --port=6379 && vllm serve /data/serving-model --served-model-name qwen --trust-remote-code"
    " --tensor-parallel-size=4 --pipeline-parallel-size=2"
)
WORKER = "ray start --block --address=$(LWS_LEADER_ADDRESS):6379"

# IS_DISTRIBUTED, IS_LEADER, TP_SIZE → the command without CUSTOM_ARGS, and whether they follow it.
EXPECTED = {
    (False, False, 1): (SINGLE_1, True),
    (False, False, 4): (SINGLE_4, True),
    (False, True, 1): (SINGLE_1, True),
    (False, True, 4): (SINGLE_4, True),
    (True, True, 1): (LEADER_1, True),
    (True, True, 4): (LEADER_4, True),
    (True, False, 1): (WORKER, False),
    (True, False, 4): (WORKER, False),
}
CUSTOM_ARGS: list[tuple[list[str] | None, str]] = [
    (None, ""),
    ([], ""),
    (["--dtype=half"], " --dtype=half"),
    (["--dtype=half", "--max-model-len 4096"], " --dtype=half --max-model-len 4096"),
]


def data(distributed: bool, leader: bool, tp_size: int, custom_args: list[str] | None) -> dict[str, Any]:
    values: dict[str, Any] = {
        "MODEL_PATH": "/data/serving-model",
        "MODEL_NAME": "qwen",
        "RAY_PORT": 6379,
        "PP_SIZE": 2,
        "IS_DISTRIBUTED": distributed,
        "IS_LEADER": leader,
        "TP_SIZE": tp_size,
    }
    return values | ({} if custom_args is None else {"CUSTOM_ARGS": custom_args})


def template_of(commands: dict[str, Any]) -> str:
    written = launch_template(commands)
    assert isinstance(written, dict), written
    (template,) = written["argsTemplate"]
    return template


def problems_of(commands: dict[str, Any]) -> list[tuple[str, str, str]]:
    written = launch_template(commands)
    assert isinstance(written, tuple)
    assert all(problem.help for problem in written)
    return [(problem.rule, problem.field, problem.message) for problem in written]


@pytest.mark.parametrize("engine", ["text", "html"])
def test_go_renders_the_manuals_commands(engine: str) -> None:
    cases = list(product(EXPECTED, CUSTOM_ARGS))
    template = template_of(VLLM_CPU)
    questions = [{"engine": engine, "template": template, "data": data(*key, args)} for key, (args, _) in cases]
    expected = [{"output": EXPECTED[key][0] + (text if EXPECTED[key][1] else "")} for key, (_, text) in cases]
    assert len(cases) == 32
    assert ask("gotemplate", questions) == expected


def test_template_reads_like_the_manuals() -> None:
    written = launch_template({"single": "serve\n", "leader": "head && serve", "worker": " block "})
    assert isinstance(written, dict)
    assert written["commandTemplate"] == ["/bin/bash", "-c"]
    assert written["argsTemplate"] == [
        "{{- if .IS_DISTRIBUTED -}}\n"
        "  {{- if .IS_LEADER -}}\n"
        "    head && serve {{- if .CUSTOM_ARGS -}} {{ range .CUSTOM_ARGS }} {{ . }} {{- end -}} {{- end }}\n"
        "  {{- else -}}\n"
        "    block\n"
        "  {{- end -}}\n"
        "{{- else -}}\n"
        "  serve {{- if .CUSTOM_ARGS -}} {{ range .CUSTOM_ARGS }} {{ . }} {{- end -}} {{- end }}\n"
        "{{- end -}}"
    ]


def test_single_alone_needs_no_branches() -> None:
    template = template_of({"single": "serve --port 1", "leader": None, "worker": None})
    questions = [
        {"engine": "text", "template": template, "data": data(distributed, False, 1, ["-a", "-b"])}
        for distributed in (True, False)
    ]
    assert ask("gotemplate", questions) == [{"output": "serve --port 1 -a -b"}] * 2


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("serve {mark}", "serve -a -b"),
        ("serve {mark} && echo done", "serve -a -b && echo done"),
        ("serve{mark} --port 1", "serve -a -b --port 1"),
        ("serve\n{mark}\n", "serve -a -b\n"),
    ],
)
def test_mark_anywhere_in_a_native_template(template: str, expected: str) -> None:
    text = template.replace("{mark}", custom_args_mark())
    without = expected.replace(" -a -b", "")
    questions = [
        {"engine": "text", "template": text, "data": {"CUSTOM_ARGS": args}} for args in (["-a", "-b"], [], None)
    ]
    assert ask("gotemplate", questions) == [{"output": expected}, {"output": without}, {"output": without}]


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("serve # fast", "the command 'single' ends in a shell comment, so CUSTOM_ARGS cannot follow it"),
        ("# serve", "the command 'single' ends in a shell comment, so CUSTOM_ARGS cannot follow it"),
        ("a;#b", "the command 'single' ends in a shell comment, so CUSTOM_ARGS cannot follow it"),
        ('a "$(b # c)"', "the command 'single' ends in a shell comment, so CUSTOM_ARGS cannot follow it"),
        ("serve &", "the command 'single' ends with '&', so CUSTOM_ARGS cannot follow it"),
        ("serve && ", "the command 'single' ends with '&&', so CUSTOM_ARGS cannot follow it"),
        ("serve;", "the command 'single' ends with ';', so CUSTOM_ARGS cannot follow it"),
        ("serve |", "the command 'single' ends with '|', so CUSTOM_ARGS cannot follow it"),
        ("serve >", "the command 'single' ends with '>', so CUSTOM_ARGS cannot follow it"),
        ("serve \\", "the command 'single' ends with a backslash, so CUSTOM_ARGS cannot follow it"),
        ("serve \\\n", "the command 'single' ends with a backslash, so CUSTOM_ARGS cannot follow it"),
        ("serve 'a", "the command 'single' leaves a single quote open, so CUSTOM_ARGS cannot follow it"),
        ("serve \"'", "the command 'single' leaves a double quote open, so CUSTOM_ARGS cannot follow it"),
        ("serve $'\\'", "the command 'single' leaves a single quote open, so CUSTOM_ARGS cannot follow it"),
        ("serve $(a", "the command 'single' leaves a parenthesis open, so CUSTOM_ARGS cannot follow it"),
        ("serve `a", "the command 'single' leaves a backquote open, so CUSTOM_ARGS cannot follow it"),
        (
            "serve {{/* fast */}}",
            "the command 'single' ends in a template comment, and CUSTOM_ARGS would stand apart from the command",
        ),
        (
            "serve {{- /* }} */ -}} ",
            "the command 'single' ends in a template comment, and CUSTOM_ARGS would stand apart from the command",
        ),
    ],
)
def test_end_that_swallows_arguments(command: str, message: str) -> None:
    assert problems_of({"single": command}) == [("launch-end", "single", message)]


@pytest.mark.parametrize(
    "command",
    [
        "serve '# a' \"# b\" c#d ${#e} $# \\# f",
        'serve "$(echo "# a")" b',
        "serve `echo # a` b",
        "serve \\&",
        "serve \\\\",
        "serve 2>&1",
        "serve $'it\\'s'",
        "(cd /a && ls) && serve",
        "case $A in a) b ;; esac && serve",
        "{{/* # */}}serve",
        'serve {{ if eq .A "}} #" }}b{{ end }}',
        "serve {{ `'\"` }}",
    ],
)
def test_end_that_takes_arguments(command: str) -> None:
    template_of({"single": command})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("serve \\\n  --port 1 \\\n  ${{ hydra.custom_args }} && done", "serve \\\n  --port 1 \\\n  {args} && done"),
        ("serve \\\n${{ hydra.custom_args }} \\\n  | tee log", "serve \\\n{args} \\\n  | tee log"),
        ("serve \\\\\n  ${{ hydra.custom_args }}", "serve \\\\{args}"),
        ("a \\\n  b\n  ${{ hydra.custom_args }}", "a \\\n  b{args}"),
    ],
)
def test_a_line_break_behind_a_backslash_stays(text: str, expected: str) -> None:
    template = compile_text(text)
    assert isinstance(template, Template)
    filled = template.evaluate(Scope({}), Functions(str, None, custom_args_mark()))
    questions = [{"engine": "text", "template": filled, "data": {"CUSTOM_ARGS": args}} for args in (["-a", "-b"], [])]
    outputs = [expected.replace("{args}", args) for args in (" -a -b", "")]
    assert ask("gotemplate", questions) == [{"output": output} for output in outputs]


def test_a_command_with_a_line_break_behind_a_backslash_has_several_lines() -> None:
    mark = custom_args_mark().replace("{{-", "{{", 1)
    [(rule, field, _)] = problems_of({"single": f"serve \\\n  {mark}"})
    assert (rule, field) == ("launch-lines", "single")
    assert template_of({"single": f"serve {mark}"}) == f"serve {mark}"


def test_worker_takes_no_arguments_so_its_end_is_free() -> None:
    template_of({"single": "serve", "leader": "serve", "worker": "ray start --block # waits"})


def test_a_command_that_marks_the_place_gets_nothing_at_its_end() -> None:
    mark = custom_args_mark()
    for command in (f"serve {mark} | tee log", f"( serve {mark} )", f"serve {mark} & wait;", f"serve {mark} # fast"):
        assert template_of({"single": command}) == command
    text = template_of({"single": "serve", "leader": f"serve {mark} & head", "worker": f"join {mark}"})
    assert text.count(mark) == 3


@pytest.mark.parametrize("command", ["a\nb", "a \\\n -b", "a\r\nb", "{{ if .A }}a{{ end }}\nb", "a {{/*\n*/}}\nb c"])
def test_rendered_line_break_is_refused(command: str) -> None:
    message = "the command 'worker' has several lines, and Hydra wants one behind 'bash -c'"
    commands = {"single": "serve", "leader": "serve", "worker": command}
    assert problems_of(commands) == [("launch-lines", "worker", message)]


def test_lines_that_trim_to_one() -> None:
    command = "serve\n  {{- if gt .TP_SIZE 1 }} --tp {{ .TP_SIZE }}{{ end -}}\n  {{/*\n*/}} --on"
    template = template_of({"single": command})
    questions = [{"engine": "text", "template": template, "data": data(False, False, size, ["-a"])} for size in (1, 4)]
    assert ask("gotemplate", questions) == [{"output": "serve --on -a"}, {"output": "serve --tp 4 --on -a"}]


def test_what_is_missing() -> None:
    assert problems_of({}) == [("launch-incomplete", "single", "hydraLaunch has no command 'single'")]
    assert problems_of({"single": "a", "leader": "b"}) == [
        ("launch-incomplete", "leader", "hydraLaunch has a command 'leader' and none for 'worker'")
    ]
    assert problems_of({"single": "a", "worker": "b", "leader": None}) == [
        ("launch-incomplete", "worker", "hydraLaunch has a command 'worker' and none for 'leader'")
    ]
    assert problems_of({"single": " \n"}) == [("launch-incomplete", "single", "the command 'single' is empty")]
    assert problems_of({"single": "a {{ .B }"}) == [
        ("launch-template", "single", "a template action in 'single' is not closed")
    ]


def test_all_problems_in_one_run() -> None:
    found = launch_template({"single": "a &", "leader": "b\nc;"})
    assert isinstance(found, tuple)
    assert [(problem.rule, problem.field) for problem in found] == [
        ("launch-incomplete", "leader"),
        ("launch-end", "single"),
        ("launch-lines", "leader"),
        ("launch-end", "leader"),
    ]
    assert all(isinstance(problem, LaunchProblem) for problem in found)


def test_hostile_length_is_harmless() -> None:
    for text in (
        "{{/*}}" * 20_000,
        "{{" * 60_000,
        "{{ `" * 30_000,
        "'\"$(" * 30_000,
        "{{ x }}" * 15_000,
        "\\" * 99_999,
    ):
        assert launch_template({"single": text})


SHELL_PIECES = ["a", " ", "#", "'", '"', "\\", "$", "(", ")", "`", "$(", "|", "&&", ";", "b c", "=", "1"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(SHELL_PIECES), min_size=1, max_size=8).map("".join))
def test_bash_takes_an_argument_after_every_accepted_command(command: str) -> None:
    """What is accepted and is a whole program to bash stays one with an argument behind it, and bash sees the argument."""
    bash = shutil.which("bash")
    assert bash, "bash is missing"
    accepted = isinstance(launch_template({"single": command}), dict)

    def parses(text: str) -> bool:
        return subprocess.run([bash, "-n", "-c", text], capture_output=True, check=False).returncode == 0

    if accepted and parses(command):
        # An argument that is a syntax error in any place where bash reads it.
        assert not parses(f"{command.strip()} ;;")
