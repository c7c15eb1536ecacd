"""Rules about scripts, their arguments and kubelet's dollar signs: told and not told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.repo import FLEET, compiled, write_repo
from tests.unit.judged_pair import RUNTIME, SERVICE, pair, told

ARGS = {"args": ["--seed=1"]}
PASSING = 'exec serve "$@"'
SILENT = "exec serve"
JOINED = {"args": ["--seed 1"]}


def shell(script: str, *behind: str, shell: str = "bash", option: str = "-c") -> dict[str, Any]:
    return {"command": [shell, option, script, *behind], "args": None}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (pair(shell(PASSING, "bash"), model=ARGS), []),
        (pair(shell(SILENT)), []),
        # The script takes back the first word, as MindIE's does.
        (pair(shell('if [[ "$0" == --* ]]; then\n  set -- "$0" "$@"\nfi\n' + PASSING), model=ARGS), []),
        # The service brings the word, or the command.
        (pair(shell(PASSING), model={"args": ["bash", "--seed=1"]}), ["runtime: missing-dummy-argument"]),
        (pair(shell(SILENT), model={"command": ["bash", "-c", PASSING, "bash"], **ARGS}), []),
        # No script: what follows is the program's own.
        (pair({"command": ["serve", "-c", "$@"], "args": None}, model=ARGS), []),
        (pair({"command": ["bash", "/opt/run.sh"], "args": None}, model=ARGS), []),
        (pair({"command": ["python3", "-c", 'print("$@")'], "args": None}, model=ARGS), []),
        # Parameters of functions, of programs in quotes, and of a list that the script sets are not the arguments.
        (pair(shell('log() { echo "$1"; }\nlog up\nexec serve')), []),
        (pair(shell("awk '{print $1}' /etc/hosts; exec serve")), []),
        (pair(shell('set -- --port 8080\nexec serve "$@"')), []),
        # A sidecar never gets a service's args.
        (pair(beside=({"name": "side", "image": "acme/side:1", **shell(PASSING)},)), []),
        (pair(shell(PASSING)), ["runtime: missing-dummy-argument"]),
        (pair(shell(PASSING, option="-euxo", shell="bash")), []),
        (pair({"command": ["/usr/bin/env", "bash", "-euo", "pipefail", "-c", PASSING], "args": None}),
         ["runtime: missing-dummy-argument"]),
        (pair(shell(PASSING, shell="/bin/sh", option="-ec")), ["runtime: missing-dummy-argument"]),
        (pair({"command": ["sh", "-c"], "args": [PASSING]}), ["runtime: missing-dummy-argument"]),
        (pair(shell(PASSING, "--port=8080"), model=ARGS), ["runtime: lost-argument"]),
        (pair(shell(PASSING), model=ARGS), ["service: lost-argument", "runtime: missing-dummy-argument"]),
        (pair({"args": None}, model={"command": ["sh", "-c", PASSING], **ARGS}), ["service: lost-argument"]),
        # The runtime's args come first, and its first word is no option.
        (pair(model={"command": ["sh", "-c", PASSING], **ARGS}), []),
        (pair(shell(SILENT, "bash")), ["runtime: ignored-arguments"]),
        (pair(shell(SILENT), model=ARGS), ["service: ignored-arguments"]),
        (pair(shell("# $@\n" + SILENT, "bash")), ["runtime: ignored-arguments"]),
        # Whatever may read them, reads them.
        (pair(shell("while getopts x: option; do :; done; exec serve", "bash")), []),
        (pair(shell("for word; do echo; done", "bash")), []),
        (pair(shell("exec serve ${1:-}", "bash")), []),
        (pair(shell("source /opt/acme/start.sh", "bash")), []),
        (pair(shell("cd /opt && . ./start.sh", "bash"), model=ARGS), []),
        (pair(shell(". /opt/venv/bin/activate\nexec serve", "bash")), ["runtime: ignored-arguments"]),
        (pair(shell("# source /opt/acme/start.sh\nexec serve ./. x", "bash")), ["runtime: ignored-arguments"]),
        # The word becomes $0.
        (pair(shell('exec "$0"', "serve")), []),
        (pair(shell('echo "$0 starts"; exec serve', "launch")), []),
        (pair(shell('exec "$0" --port 8080', "serve", "--seed=1")), ["runtime: ignored-arguments"]),
    ],
)  # fmt: skip
def test_arguments(files: dict[str, str | None], expected: list[str], tmp_path: Path) -> None:
    assert told(tmp_path, files) == expected


def env(**texts: str) -> dict[str, Any]:
    return {"env": [{"name": name, "value": text} for name, text in texts.items()]}


FROM_MAP = {"envFrom": [{"configMapRef": {"name": "settings"}}]}
NO_DEVICE = {SERVICE: pair()[SERVICE].replace('"accelerator": {"count": 1}, ', "")}
DEVICE = {"name": "side", "image": "acme/side:1", "resources": {"limits": {"nvidia.com/gpu": "1"}}}


def knative(files: dict[str, str]) -> dict[str, str]:
    return {**files, SERVICE: files[SERVICE].replace("spec: {", 'spec: {"deploymentMode": "Knative", ')}


DOWNWARD = {"env": [{"name": "IP", "valueFrom": {"fieldRef": {"fieldPath": "status.podIP"}}}]}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (pair({"args": ["--name=$(NAME)"], **env(NAME="a")}), []),
        (pair({"args": ["--ip=$(IP)"], **DOWNWARD}), []),
        (pair({"args": ["--name=$$(NAME)", "$("]}), []),
        (pair({"args": ["--name=a", "$(date +%s)"]}), ["runtime: shell-syntax-unread"]),
        (pair({"args": ["--name=$(NAME)"], **FROM_MAP}), []),
        (pair(env(URL="http://$(HOST)/") | FROM_MAP), []),
        (pair(env(HOST="a", URL="http://$(HOST)/")), []),
        (pair(env(URL="http://$(REDIS_SERVICE_HOST):$(REDIS_PORT_6379_TCP_PORT)")), []),
        (pair({"args": ["--name=$(INFERENCE_SERVICE_NAME)"]}), []),
        # Runtime and service complete each other.
        (pair(env(HOST="a"), model={"args": ["--host=$(HOST)"]}), []),
        (pair({"args": ["--host=$(HOST)"]}, model=env(HOST="a")), []),
        (pair(env(HOST="a"), model=env(HOST="b", URL="http://$(HOST)/")), []),
        # What a device plugin gives, where the container asks for a device.
        (pair({"args": ["--ids=$(NVIDIA_VISIBLE_DEVICES)", "--npus=$(ASCEND_VISIBLE_DEVICES)"]}), []),
        (pair(shell('serve "$(CUDA_DEVICE_MEMORY_LIMIT_0)"')), []),
        (pair(model={"args": ["--ids=$(NVIDIA_VISIBLE_DEVICES)"]}), []),
        (pair({"args": ["--ids=$(NVIDIA_VISIBLE_DEVICES)"]}, beside=(DEVICE,)) | NO_DEVICE, []),
        (pair({"args": ["--ids=$(NVIDIA_VISIBLE_DEVICES)"]}) | NO_DEVICE,
         ["service: missing-device", "runtime: unexpanded-reference"]),
        (pair({"args": ["--ids=$(NVIDIA_DEVICES)"]}), ["runtime: unexpanded-reference"]),
        # What Knative gives.
        (knative(pair({"args": ["--port=$(PORT)", "$(K_SERVICE)", "$(K_REVISION)", "$(K_CONFIGURATION)"]})), []),
        (knative(pair(model={"args": ["--port=$(PORT)"]})), []),
        (knative(pair({"args": ["--port=$(K_PORT)"]})), ["runtime: unexpanded-reference"]),
        (pair({"args": ["--port=$(PORT)"]}), ["runtime: unexpanded-reference"]),
        (pair(model={"args": ["--name=$(K_SERVICE)"]}), ["service: unexpanded-reference"]),
        # A script's own substitutions.
        (pair(shell("echo $(date) $(hostname); " + PASSING, "bash")), []),
        (pair(shell("# $(LEADER_ADDRESS)\n" + PASSING, "bash")), []),
        (pair({"args": ["--name=$(NAME)"]}), ["runtime: unexpanded-reference"]),
        (pair(shell(PASSING, "bash", "--name=$(NAME)")), ["runtime: unexpanded-reference"]),
        (pair(env(URL="http://$(HOST)/", HOST="a")), ["runtime: unexpanded-reference"]),
        (pair(env(PATH="/opt:$(PATH)")), ["runtime: unexpanded-reference"]),
        (pair(env(HOST="a"), model=env(URL="http://$(HOST)/")), ["service: unexpanded-reference"]),
        # The service's order parts the runtime's variables: KServe gives URL before HOST.
        (pair(env(HOST="a", URL="http://$(HOST)/", LAST="z"), model=env(LAST="y", HOST="b")),
         ["service: unexpanded-reference"]),
        (pair(shell("serve $(LEADER_ADDRESS) $@", "bash")), ["runtime: unexpanded-reference"]),
    ],
)  # fmt: skip
def test_references(files: dict[str, str | None], expected: list[str], tmp_path: Path) -> None:
    assert told(tmp_path, files) == expected


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (pair(shell('exec serve "${NAME}" "$@"', "bash") | env(NAME="a")), []),
        (pair(shell("# $(NAME)\n" + PASSING, "bash") | env(NAME="a")), []),
        (pair(shell("$$(NAME); " + PASSING, "bash") | env(NAME="a")), []),
        (pair(env(SCRIPT="#!/bin/sh\necho $(date)")), []),
        (pair(shell("$(NAME); " + PASSING, "bash") | env(NAME="a")), ["runtime: expanded-in-script"]),
        (pair(model={"command": ["sh", "-c", "serve $(NAME)"], **env(NAME="a")}), ["service: expanded-in-script"]),
        (pair(env(NAME="a", SCRIPT="#!/bin/sh\necho $(NAME)")), ["runtime: expanded-in-script"]),
        # As Compose and kubelet write a dollar sign, and a process id for the shell.
        (pair(shell("echo $$HOME $${HOME} $$(date) /tmp/$$$$; kill $$ # $$\n# $$\n" + PASSING, "bash")),
         ["runtime: halved-dollar"]),
        (pair(shell("echo $$HOME $${HOME} $$(date) /tmp/$$$$\n# $$\n" + PASSING, "bash")), []),
        (pair(env(PRICE="5$$")), []),
        (pair(shell("mkdir /tmp/$$; " + PASSING, "bash")), ["runtime: halved-dollar"]),
        (pair(env(SCRIPT="#!/bin/sh\nkill $$\n")), ["runtime: halved-dollar"]),
    ],
)  # fmt: skip
def test_dollar_signs(files: dict[str, str | None], expected: list[str], tmp_path: Path) -> None:
    assert told(tmp_path, files) == expected


@pytest.mark.parametrize(
    ("script", "count"),
    [
        ("mkdir /tmp/x.$$", 1),
        ("kill -TERM $$", 1),
        ("PID=$$", 1),
        ('echo "$$" > /run/pid', 1),
        ('work="/tmp/x$$"', 1),
        ('work="${TMPDIR}/run-$$.log"', 1),
        ("trap 'rm -rf /tmp/x.$$' EXIT", 1),
        ("bash -c 'kill $$'", 1),
        ("grep -E 'foo$$' x", 0),
        ('grep -E "^foo.$$" x', 0),
        ("sed 's/ *$$//' x", 0),
        ('echo "5$$"', 0),
        ("awk '{print $$1} /x.$$/' y", 0),
        ('[[ "$x" =~ ^a.$$ ]]', 0),
        ("echo '/tmp/x.$$'", 0),
        ('echo "it\'s" /tmp/x.$$', 1),
        ("cat <<'EOF' > x\nproxy_pass http://$$host/$$;\nrewrite ^/v1$$ /$$ last;\nEOF", 0),
        ('cat <<-"EOF" > x\n\tkill $$\n\tEOF', 0),
        ("cat <<\\EOF > x\nkill $$\nEOF", 0),
        ("cat <<EOF > x\npid = $$\nEOF", 1),
        ("cat <<'EOF' > x\nit's\nEOF\nkill $$", 1),
        ("bash -s <<'EOF'\nkill $$\nEOF", 1),
        ("python3 -c 'kill $$'", 0),
        ("serve  # not /tmp/x.$$", 0),
    ],
)
def test_process_ids(script: str, count: int, tmp_path: Path) -> None:
    assert told(tmp_path, pair(shell(script + "\n" + PASSING, "bash"))) == ["runtime: halved-dollar"] * count


QUOTED = "QUOTES"
DOCUMENT = "DOCUMENT"
BARE = "BARE"
HELP = {
    QUOTED: "End the quotes around it, so that the script reads it: '…'\"${NAME}\"'…'.",
    DOCUMENT: "Let what reads the here-document take NAME from its environment: the shell fills in nothing here.",
    BARE: 'Let the script read it: "${NAME}".',
}
FIELDS = ["status.podIP", "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "status.hostIP"]


def field(path: str) -> dict[str, Any]:
    return {"env": [{"name": "NAME", "valueFrom": {"fieldRef": {"fieldPath": path}}}]}


@pytest.mark.parametrize(
    ("script", "place"),
    [
        ('serve --kv \'{"ip":"$(NAME)"}\'', QUOTED),
        ('serve $\'{"ip":"$(NAME)"}\'', QUOTED),
        ("serve --kv \"`cat '$(NAME)'`\"", QUOTED),
        ("cat <<'EOF' > x\nip: $(NAME)\nEOF", DOCUMENT),
        ("cat > x <<-'T'\n\tip: '$(NAME)'\n\tT", DOCUMENT),
        ("cat <<\\EOF > x\nip: $(NAME)\nEOF", DOCUMENT),
        ('cat <<"end.txt" > x\nip: $(NAME)\nend.txt', DOCUMENT),
        ("serve --kv \"{'ip':'$(NAME)'}\"", BARE),
        ("cat <<EOF > x\nip: '$(NAME)'\nEOF", BARE),
        ("cat <<'A' <<B > x\nit's\nA\n$(NAME)\nB", BARE),
        ("bash -c 'serve $(NAME)'", BARE),
        ("trap 'leave $(NAME)' EXIT", BARE),
        ("bash -s <<'EOF'\nserve $(NAME)\nEOF", BARE),
        ("echo 'a' $(NAME) 'b'", BARE),
        ("serve  # it's $(NAME)", None),
        ("serve --name=a#$(NAME)", BARE),
    ],
)
def test_what_kubelet_fills_in_where_a_shell_does_not(script: str, place: str | None, tmp_path: Path) -> None:
    files = pair(shell(script + "\n" + PASSING, "bash") | field("metadata.annotations['note']"))
    found = compiled(write_repo(tmp_path / "any", files)).diagnostics
    assert [(each.rule, each.help) for each in found] == ([("expanded-in-script", HELP[place])] if place else [])
    for path in FIELDS:
        plain = told(tmp_path / path, pair(shell(script + "\n" + PASSING, "bash") | field(path)))
        assert plain == (["runtime: expanded-in-script"] if place == BARE else [])


@pytest.mark.parametrize(
    ("script", "count"),
    [
        ("echo '$(MODEL_DIRECTORY)'", 0),
        ("cat <<'EOF' > x\n$(MODEL_DIRECTORY)\nEOF", 0),
        ('echo "\\$(MODEL_DIRECTORY)"', 0),
        ("cat <<EOF > x\n\\$(MODEL_DIRECTORY)\nEOF", 0),
        ("serve  # of $(MODEL_DIRECTORY)", 0),
        ("serve '$(MODEL_DIRECTORY)' $(MODEL_DIRECTORY)", 1),
        ('echo "\\\\$(MODEL_DIRECTORY)"', 1),
        ("cat <<EOF > x\n$(MODEL_DIRECTORY)\nEOF", 1),
        ('echo "it\'s $(MODEL_DIRECTORY)"', 1),
        ("bash -ec 'serve $(MODEL_DIRECTORY)'", 1),
        ("python3 -c 'print(\"$(MODEL_DIRECTORY)\")'", 0),
    ],
)
def test_a_command_that_the_shell_would_run(script: str, count: int, tmp_path: Path) -> None:
    expected = ["runtime: unexpanded-reference"] * count
    assert told(tmp_path / "word", pair(shell(script + "\n" + PASSING, "bash"))) == expected
    assert told(tmp_path / "variable", pair(env(SCRIPT="#!/bin/sh\n" + script))) == expected


LIMIT = 131072
CLUSTER = "clusters/one/cluster.yaml"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (pair({"args": ["a" * (LIMIT - 1)]}), []),
        (pair({"args": ["a" * LIMIT]}), ["runtime: oversized-argument"]),
        (pair({"args": ["é" * (LIMIT // 2)]}), ["runtime: oversized-argument"]),
        # NAME=value and the byte behind it.
        (pair(model=env(NAME="a" * (LIMIT - 6))), []),
        (pair(model=env(NAME="a" * (LIMIT - 5))), ["service: oversized-argument"]),
    ],
)
def test_sizes(files: dict[str, str | None], expected: list[str], tmp_path: Path) -> None:
    assert told(tmp_path, files) == expected


def place(root: Path, files: dict[str, str]) -> tuple[str, int, int, int]:
    [diagnostic] = compiled(write_repo(root, files)).diagnostics
    span = diagnostic.span
    return span.path, span.line, span.column, span.end_column


def test_a_piece_of_a_script_has_its_place_in_the_file(tmp_path: Path) -> None:
    command = "${{ file('a.sh') }}# $${{1}} ${{ file('sub/b.sh') }}"
    files = pair(shell(command, "bash") | env(NAME="a"))
    scripts = {"runtimes/server/a.sh": "# one\n# two\n", "runtimes/server/sub/b.sh": '\n\n  serve $(NAME) "$@"\n'}
    assert place(tmp_path, files | scripts) == ("runtimes/server/sub/b.sh", 3, 9, 16)


@pytest.mark.parametrize(
    ("written", "column", "end"),
    [
        ("\"${{ file('a.sh') }}serve $(NAME) $@\"", 53, 60),
        # An escaped sign has two characters there.
        ("\"${{ file('a.sh') }}$${{1}} $(NAME) $@\"", 55, 62),
        ("'serve $(NAME) $@'", 34, 41),
    ],
)
def test_a_piece_of_the_definition_has_its_place_there(written: str, column: int, end: int, tmp_path: Path) -> None:
    files = pair(shell("SCRIPT", "bash") | env(NAME="a"))
    lines = files[RUNTIME].replace('"SCRIPT"', written).replace('"command"', '\n"command"')
    assert place(tmp_path, {**files, RUNTIME: lines, "runtimes/server/a.sh": "# a\n"}) == (RUNTIME, 5, column, end)


def test_a_piece_behind_an_expression_has_its_place(tmp_path: Path) -> None:
    files = pair(shell("${{ runtime.name }} $(NAME) $@", "bash") | env(NAME="a"))
    path, _, start, end = place(tmp_path, files)
    assert files[path].split("\n")[3][start - 1 : end - 1] == "$(NAME)"


def test_a_piece_behind_what_nobody_can_measure_is_the_whole_text(tmp_path: Path) -> None:
    script = "echo ${{ service.labels | length }} $(NAME)"
    files = pair({"args": None}, model=env(NAME="a") | {"command": ["bash", "-c", script]})
    path, _, start, end = place(tmp_path, files)
    assert files[path].split("\n")[3][start - 1 : end - 1] == f'"{script}"'


CALLS = [
    "file( 'a.sh' )",
    "file('启动 1%#?.sh')",
    "file('a.sh') | trim",
    "file('a.sh') if cluster.name == 'one' else file('b.sh')",
    "file('b.sh') ~ file('a.sh') ~ 'x'",
    "file(cluster.values.script)",
    "file(runtime.name ~ '.sh')",
]


def scripts(call: str, line: str) -> dict[str, str]:
    """Return a fleet whose runtime runs a script that an expression names; `line` is its third."""
    cluster = FLEET[CLUSTER].replace("claim: models", "claim: models, script: ../server/a.sh")
    text = f"\n# one\n{line}\n"
    named = {f"runtimes/server/{name}.sh": text for name in ("a", "启动 1%#?", "server")}
    files = pair(shell(f"${{{{ {call} }}}}", "bash") | env(NAME="a"))
    return {**files, **named, "runtimes/server/b.sh": "# other\n", CLUSTER: cluster}


@pytest.mark.parametrize("call", CALLS)
def test_what_a_file_gives_has_its_place_there_however_it_is_named(call: str, tmp_path: Path) -> None:
    path, *rest = place(tmp_path, scripts(call, 'serve $(NAME) "$@"'))
    assert path.endswith(".sh")
    assert rest == [3, 7, 14]


@pytest.mark.parametrize("call", CALLS)
def test_a_line_of_a_script_can_be_allowed_however_it_is_named(call: str, tmp_path: Path) -> None:
    line = 'serve $(NAME) "$@"  # servewright: allow expanded-in-script -- the name has letters only'
    result = compiled(write_repo(tmp_path, scripts(call, line)))
    assert result.diagnostics == ()
    assert [each.diagnostic.rule for each in result.allowed] == ["expanded-in-script"]


def test_what_an_expression_makes_of_a_file_has_the_expression_s_place(tmp_path: Path) -> None:
    files = scripts("file('a.sh') | replace('NAMES', 'NAME')", 'serve $(NAMES) "$@"')
    path, line, _, _ = place(tmp_path, files)
    assert (path, line) == (RUNTIME, 4)


def test_a_line_of_a_script_can_be_allowed(tmp_path: Path) -> None:
    files = pair(shell("${{ file('a.sh') }}", "bash") | env(NAME="a"))
    line = 'serve $(NAME) "$@"  # servewright: allow expanded-in-script -- the name has letters only\n'
    result = compiled(write_repo(tmp_path, {**files, "runtimes/server/a.sh": line}))
    assert result.diagnostics == ()
    assert [each.reason for each in result.allowed] == ["the name has letters only"]


def test_a_runtime_of_the_platform_that_is_none_is_not_read(tmp_path: Path) -> None:
    """What lies in live/ may have any form: services on it are judged as far as they go by themselves."""
    live = (
        "apiVersion: serving.kserve.io/v1alpha1\nkind: ClusterServingRuntime\nmetadata: {name: server}\n"
        "spec: {supportedModelFormats: [{name: onnx}], containers: [{name: kserve-container, command: 7, ports: [a]}]}\n"
    )
    files = pair({"args": None}, model={"args": ["--seed=1", "$(X)"], "ports": [{"containerPort": 1}]})
    files[RUNTIME] = (
        files[RUNTIME]
        .replace('"image": "docker.io/acme/server:1"', '"external": true')
        .replace('{"spec": {"supported', '{"metadata": {"name": "server"}, "spec": {"supported')
    )
    assert told(tmp_path, {**files, "clusters/one/live/server.yaml": live}) == []
    sound = live.replace("command: 7, ports: [a]", f"command: [bash, -c, '{SILENT}']")
    assert "service: ignored-arguments" in told(tmp_path, {**files, "clusters/one/live/server.yaml": sound})


def items(*args: str, **more: Any) -> dict[str, Any]:
    return {"args": list(args), **more}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (pair(model=JOINED), ["service: joined-argument"]),
        (pair(items("serve", "--seed 1")), ["runtime: joined-argument"]),
        (pair(items("--fast --seed=1", command=["/usr/bin/serve"])), ["runtime: joined-argument"]),
        (pair(items("-tp 4", command=["tini", "--", "serve"])), ["runtime: joined-argument"]),
        # What the runtime says is told there alone.
        (pair(items("--seed 1"), model={"args": ["--fast"]}), ["runtime: joined-argument"]),
        (pair(shell(PASSING, "bash"), model=JOINED), ["service: joined-argument"]),
        (pair(shell("cd /data\n" + PASSING, "bash"), model=JOINED), ["service: joined-argument"]),
        (pair(items("--seed=1", "--name", "my model", "--prompt=a b", '{"a": "--b c"}', "- a", "-1 2")), []),
        # argparse and getopt read a value behind a flag of one letter.
        (pair(items("-p 8080")), []),
        # A command line as a value.
        (pair(items("--engine-args", "--tp 4 --pp 2")), []),
        (pair(items("--extra_opts", "--tp 4")), []),
        (pair(items("--jvm-opts=-Xmx1g -Xms1g")), []),
        # A shell splits them, or may.
        (pair(shell("exec serve $@", "bash"), model=JOINED), []),
        (pair(shell("exec serve $*", "bash"), model=JOINED), []),
        (pair(shell('exec serve "$@" ${@}', "bash"), model=JOINED), []),
        (pair(shell("for each; do serve $each; done", "bash"), model=JOINED), []),
        (pair(shell('exec /opt/run.sh "$@"', "bash"), model=JOINED), []),
        (pair(shell('exec bash -c "serve $*" "$@"', "bash"), model=JOINED), []),
        (pair(items("--seed 1", command=["bash", "/opt/run"])), []),
        (pair(items("--seed 1", command=["/opt/run.sh"])), []),
        (pair(items("-c", "print(1)", "--seed 1", command=["python3"])), []),
        (pair(items("--seed 1", command=["java", "-jar", "serve.jar"])), []),
    ],
)  # fmt: skip
def test_joined_arguments(files: dict[str, str | None], expected: list[str], tmp_path: Path) -> None:
    assert told(tmp_path, files) == expected
