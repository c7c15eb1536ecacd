"""What becomes of CUSTOM_ARGS in a command line, and how deployments are named; a shell's words, compared with bash."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from itertools import dropwhile
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.command_line.simple_commands import read_script, simple_commands
from generator.hydra.launch import launch_template
from generator.hydra.twin.custom_args import Fate, verdict
from generator.hydra.twin.named import told, told_with_args
from generator.hydra.twin.proof import SENTINELS, Proof
from generator.hydra.twin.started import Started, TemplateFailure, container_template, start
from generator.hydra.twin.variables import Deployment, deployment
from generator.hydra.twin.written import RuntimeTemplate, TemplateText
from generator.place import Mark, Span

TWO = " ".join(SENTINELS)


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (f"acme serve {TWO}", Fate.SOUND),
        (f"cd /tmp && exec acme serve --a {TWO}", Fate.SOUND),
        (f"acme serve {TWO} 2>&1 | tee /tmp/log", Fate.SOUND),
        (f"acme serve {TWO} > /tmp/log &", Fate.SOUND),
        (f"acme \\\n  serve {TWO}", Fate.SOUND),
        (f"ray start --head --port=6379 && acme serve {TWO}", Fate.SOUND),
        (f"if [ -d /a ]; then acme serve {TWO}; fi", Fate.SOUND),
        (f"acme serve --host $(hostname -i | cut -d' ' -f1) {TWO} # fast", Fate.SOUND),
        ("ray start --block --address=$(LWS_LEADER_ADDRESS):6379", Fate.SOUND),
        ("cd /tmp && numactl -N 0 /opt/ray/bin/ray start --block", Fate.SOUND),
        ("ray start --address=$A && sleep infinity", Fate.SOUND),
        ("acme serve", Fate.LOST),
        ("ray start --head && acme serve", Fate.LOST),
        (f"acme serve # {TWO}", Fate.LOST),
        (f"acme serve > {SENTINELS[0]}", Fate.LOST),
        (f"acme serve {TWO} {TWO}", Fate.DOUBLED),
        (f"acme check {TWO} && acme serve {TWO}", Fate.DOUBLED),
        (f"acme serve {TWO} --port 8000", Fate.NOT_LAST),
        (f"acme serve {SENTINELS[1]} {SENTINELS[0]}", Fate.NOT_LAST),
        (f"ray start --block {TWO}", Fate.GIVEN_TO_RAY),
        (f"ray start --head {TWO} && acme serve {TWO}", Fate.GIVEN_TO_RAY),
        (f'ray start --block "{TWO}"', Fate.GIVEN_TO_RAY),
        (f'acme serve "{TWO}"', Fate.NO_ARGUMENTS),
        (f"acme serve [{TWO}]", Fate.NO_ARGUMENTS),
        # An inner shell cuts its script into words again.
        (f"bash -c 'acme serve {TWO}'", Fate.SOUND),
        (f'su acme -c "exec acme serve {TWO}"', Fate.SOUND),
        (f'eval "acme serve {TWO}"', Fate.SOUND),
        (f"bash -c 'acme serve \"{TWO}\"'", Fate.NO_ARGUMENTS),
        (f"bash -c 'exec acme serve \"$@\"' bash {TWO}", Fate.SOUND),
        (f"bash -c 'acme serve' {TWO}", Fate.UNREAD),
        (f"exec nohup bash -c 'acme serve' {TWO}", Fate.UNREAD),
        (f'su - acme -c "acme serve" {TWO}', Fate.UNREAD),
        ("bash -c 'ray start --block'", Fate.SOUND),
        (f"bash -c 'ray start --block {TWO}'", Fate.GIVEN_TO_RAY),
        (f"acme serve $(echo {TWO})", Fate.NO_ARGUMENTS),
        (f"acme serve\n{TWO}", Fate.ALONE),
        (f"acme serve; {TWO}", Fate.ALONE),
        (f"acme serve & {TWO}", Fate.ALONE),
        (f"exec {TWO}", Fate.ALONE),
        # What ends a compound command takes no arguments.
        (f"if true; then acme serve; fi {TWO}", Fate.BEHIND_GROUP),
        (f"while true; do acme serve; done {TWO}", Fate.BEHIND_GROUP),
        (f"{{ acme serve; }} {TWO}", Fate.BEHIND_GROUP),
        (f"( acme serve ) {TWO}", Fate.BEHIND_GROUP),
        # Programs that are no server
        (f"acme serve 2>&1 | tee log {TWO}", Fate.NO_SERVER),
        (f"acme serve || exit 1 {TWO}", Fate.NO_SERVER),
        (f"acme serve & wait {TWO}", Fate.NO_SERVER),
        (f"acme serve; sleep infinity {TWO}", Fate.NO_SERVER),
        (f"acme serve || true {TWO}", Fate.NO_SERVER),
        (f"acme serve; echo {TWO}", Fate.NO_SERVER),
        # Programs that start another one
        (f"exec env A=1 nohup numactl -N 0 acme serve {TWO}", Fate.SOUND),
        (f"torchrun --nproc-per-node 2 -m acme {TWO}", Fate.SOUND),
        (f"taskset -c 0 /opt/start.sh {TWO}", Fate.SOUND),
        (f"A=1 time python3 -m acme {TWO}", Fate.SOUND),
        (f"exec -a acme sudo -u acme acme serve {TWO}", Fate.SOUND),
        (f"source /opt/start.sh {TWO}", Fate.SOUND),
        (f"acme serve > >(tee log) {TWO}", Fate.SOUND),
        # Each way through a script has its own.
        (f"if a; then exec acme {TWO}; else acme -b {TWO}; fi", Fate.SOUND),
        (f"[ -d /a ] && exec acme {TWO}; exec acme -b {TWO}", Fate.SOUND),
        (f"if a; then acme {TWO}; else acme {TWO} {TWO}; fi", Fate.DOUBLED),
        (f"echo acme serve {TWO}; exec acme serve {TWO}", Fate.SOUND),
        # Variables
        (f'A=({TWO})\nexec acme serve "${{A[@]}}"', Fate.SOUND),
        (f'A=(--fast)\nA+=({SENTINELS[0]})\nA+=({SENTINELS[1]})\nexec acme serve "${{A[@]}}"', Fate.SOUND),
        (f'A=({TWO})\nexec acme serve ${{A[@]+"${{A[@]}}"}}', Fate.SOUND),
        (f'A="{TWO}"\nexec acme serve $A', Fate.SOUND),
        (f'A="--fast {TWO}"; echo "with $A"; acme serve ${{A}}', Fate.SOUND),
        (f'local A="{TWO}"; acme serve $A', Fate.SOUND),
        (f'export A="{TWO}"; exec /opt/start.sh', Fate.SOUND),
        (f'A="{TWO}" exec /opt/start.sh', Fate.SOUND),
        (f'for a in {TWO}; do B+=("$a"); done; acme serve "${{B[@]}}"', Fate.SOUND),
        (f"cat > run.sh <<END\nacme serve {TWO}\nEND\nexec bash run.sh", Fate.SOUND),
        (f'set -- {TWO}\nexec acme serve "$@"', Fate.SOUND),
        (f'A="{TWO}"\nexec acme serve "$A"', Fate.NO_ARGUMENTS),
        (f'A=({TWO})\nexec acme serve "${{A[*]}}"', Fate.NO_ARGUMENTS),
        (f'A=({TWO})\nexec acme serve "${{A[@]}}" --port 8000', Fate.NOT_LAST),
        (f'A="{TWO}"\nacme check $A && acme serve $A', Fate.DOUBLED),
        (f'A="{TWO}"\nray start --block $A', Fate.GIVEN_TO_RAY),
        (f"A=({TWO})\nexec acme serve $A", Fate.LOST),
        (f'A="{TWO}"\nexec acme serve', Fate.LOST),
    ],
)
def test_custom_args_in_a_script(script: str, expected: Fate) -> None:
    assert verdict(Started(("/bin/bash", "-c"), (script,))).fate is expected
    assert verdict(Started(("/bin/sh", "-euc", script), ())).fate is expected


@pytest.mark.parametrize(
    ("command", "args", "expected"),
    [
        ((), SENTINELS, Fate.SOUND),
        ((), ("serve", *SENTINELS), Fate.SOUND),
        ((), (*SENTINELS, *SENTINELS), Fate.DOUBLED),
        ((), ("ray", "start", "--block", *SENTINELS), Fate.GIVEN_TO_RAY),
        (("acme",), ("serve",), Fate.LOST),
        (("acme",), ("serve", TWO), Fate.NO_ARGUMENTS),
        (("acme", *SENTINELS), ("serve",), Fate.NOT_LAST),
    ],
)
def test_custom_args_among_words(command: tuple[str, ...], args: tuple[str, ...], expected: Fate) -> None:
    assert verdict(Started(command, args)).fate is expected


def test_written_launch_templates_are_sound() -> None:
    commands = {"single": "acme serve", "leader": "ray start --head && acme serve", "worker": "ray start --block"}
    for stated in (commands, {"single": "acme serve --port 8000 2>&1"}):
        written = launch_template(stated)
        assert isinstance(written, dict)
        template = container_template(written)
        assert not isinstance(template, TemplateFailure)
        for distributed, leader in ((False, False), (True, True), (True, False)):
            values = {"IS_DISTRIBUTED": distributed, "IS_LEADER": leader}
            found = start(template, deployment("acme", values, SENTINELS))
            assert isinstance(found, Started)
            assert verdict(found).fate is Fate.SOUND


def kinds(*given: tuple[bool, bool, int]) -> tuple[Deployment, ...]:
    return tuple(
        deployment("r", {"IS_DISTRIBUTED": distributed, "IS_LEADER": leader, "TP_SIZE": size})
        for distributed, leader, size in given
    )


SINGLE, ODD, LEADER, WORKER = (False, False), (False, True), (True, True), (True, False)


def proof_of(text: str) -> Proof:
    """Return the proof of a shell's template."""
    span = Span("runtime.yaml")
    texts = tuple(TemplateText(name, each, lambda *_: span) for name, each in (("-c", "-c"), ("arguments", text)))
    return Proof(RuntimeTemplate("acme", {}, texts, texts[:1], texts[1:], lambda _: Mark(span, span, None)))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([(*WORKER, 1), (*WORKER, 4), (*WORKER, 8)], "a worker"),
        ([(*WORKER, 4)], "a worker with TP_SIZE=4"),
        ([(*LEADER, 1), (*LEADER, 4), (*LEADER, 8), (*WORKER, 1)], "a leader and a worker with TP_SIZE=1"),
        (
            [(*WORKER, 1), (*LEADER, 4), (*SINGLE, 1)],
            "a single node with TP_SIZE=1, a leader with TP_SIZE=4 and a worker with TP_SIZE=1",
        ),
        ([(*pod, size) for pod in (SINGLE, ODD, LEADER, WORKER) for size in (1, 4, 8)], "every deployment"),
        ([(*pod, 4) for pod in (WORKER, LEADER, SINGLE)], "every deployment with TP_SIZE=4"),
        ([(*ODD, 1), (*ODD, 4), (*ODD, 8)], "a single node with IS_LEADER=true"),
        ([(*ODD, 1)], "a single node with IS_LEADER=true and TP_SIZE=1"),
    ],
)
def test_deployments_are_named(given: list[tuple[bool, bool, int]], expected: str) -> None:
    assert told(proof_of("{{ print .IS_LEADER .TP_SIZE }}"), kinds(*given)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "every deployment"),
        ("{{ if .IS_DISTRIBUTED }}a{{ end }}", "a single node"),
        ("{{ if not .IS_DISTRIBUTED }}a{{ end }}", "a leader and a worker"),
        ("{{ if gt .TP_SIZE 1 }}a{{ end }}", "every deployment with TP_SIZE=1"),
        ("{{ if le .TP_SIZE 4 }}a{{ end }}", "every deployment with TP_SIZE=5 or 8"),
        ("{{ if le .TP_SIZE 20 }}a{{ end }}", "every deployment with TP_SIZE=21"),
        ("{{ if eq .PP_SIZE .TP_SIZE }}a{{ end }}", "every deployment, for instance with TP_SIZE=1 and PP_SIZE=2"),
        (
            "{{ if and (eq .PP_SIZE 1) (eq .TP_SIZE 8) }}a{{ end }}",
            "every deployment, for instance with TP_SIZE=1 and PP_SIZE=1",
        ),
        ("{{ if .CUSTOM_ARGS }}a{{ end }}", "every deployment without CUSTOM_ARGS"),
        ("{{ if lt 1 (len .CUSTOM_ARGS) }}a{{ end }}", "every deployment with less than two arguments in CUSTOM_ARGS"),
        ("{{ if not .CUSTOM_ARGS }}a{{ end }}", "every deployment with CUSTOM_ARGS"),
        ('{{ if eq .MODEL_NAME "a" }}a{{ end }}', "every deployment (with MODEL_NAME=my-model)"),
        ('{{ $n := .NAMESPACE }}{{ if eq $n "a" }}a{{ end }}', "every deployment (with NAMESPACE=default)"),
    ],
)
def test_deployments_without_a_command_are_named(text: str, expected: str) -> None:
    """A name says no more than has been tried, and nothing of what makes no difference."""
    proof = proof_of(text)
    empty = proof.where(lambda _, started: not started.args[0])
    assert told_with_args(proof, empty) == expected


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("acme", 2),
        ("acme {{ .CUSTOM_ARGS }}", 2),
        ("acme {{ index .CUSTOM_ARGS 0 }}", 3),
        ("acme {{ .IS_LEADER }}", 8),
        ("acme {{ .TP_SIZE }}", 2),
        ("acme {{ print .TP_SIZE }}", 6),
        ("acme {{ if gt .TP_SIZE 20 }}{{ end }}", 10),
        ("acme {{ with .PP_SIZE }}{{ .CUSTOM_ARGS }}{{ end }}", 4),
        ("acme {{ range 100000000 }}a{{ end }} {{ .TP_SIZE }}{{ .IS_LEADER }}", 1),
    ],
)
def test_only_what_a_template_reads_is_varied(text: str, kinds: int) -> None:
    assert len(proof_of(text).renderings) == kinds


def test_a_template_that_is_made_to_last_is_filled_in_a_few_times() -> None:
    sizes = "{{ print .TP_SIZE .PP_SIZE .IS_LEADER (len .CUSTOM_ARGS) }}{{ if 20 }}{{ end }}"
    assert len(proof_of(f"{sizes}{{{{ range 90000 }}}}a{{{{ end }}}}").renderings) < 12
    assert len(proof_of(f'{sizes}{{{{ printf "%500000d" 1 }}}}').renderings) < 12
    assert len(proof_of(sizes).renderings) == 4 * 5 * 4 * 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()),
        (" # nothing", ()),
        ("a b\n\nc", (("a", "b"), ("c",))),
        ('A=1 a $(b; c \'d)\') "e $(f ")") g"', (("A=1", "a", "$(b; c 'd)')", 'e $(f ")") g'),)),
        ('a ${B:-c d} `e f` "`g h`" $((1 + (2)))', (("a", "${B:-c d}", "`e f`", "`g h`", "$((1 + (2)))"),)),
        ("a &> b c &>> d <<< e f", (("a", "c", "f"),)),
        ("(a; b) || { c; }", (("a",), ("b",), ("{", "c"), ("}",))),
        ("a 'b", (("a", "b"),)),
        ('a "b $(c', (("a", "b $(c"),)),
        ("a <<E\nit's\nE\nb 'c d'", (("a",), ("b", "c d"))),
        ("a <<-'E' | b\n\tit's\n\tE\nc", (("a",), ("b",), ("c",))),
        ("a <<E <<F\n1\nE\n2'\nF\nb", (("a",), ("b",))),
        ("a << E\n E\nEE\nE\nb", (("a",), ("b",))),
        ("a <<E\nno end '", (("a",),)),
        ("a <<< it\\'s\nb", (("a",), ("b",))),
        ("(( 1 << 2 ))\nb", (("(( 1 << 2 ))",), ("b",))),
        ("A=(b 'c)' d) e", (("A=(b 'c)' d)", "e"),)),
        ("a <(b 'c)') > >(d e) f", (("a", "<(b 'c)')", "f"),)),
    ],
)
def test_a_command_line_is_cut_into_commands(text: str, expected: tuple[tuple[str, ...], ...]) -> None:
    assert simple_commands(text) == expected


def test_documents_are_kept_apart() -> None:
    assert read_script("a <<E\nb\nE\nc <<-F\n\td\n\tF\n").documents == ("b\n", "\td\n")


PIECES = [
    "w",
    " ",
    "  ",
    "'x y'",
    '"z  q"',
    "\\ ",
    "\\\\",
    "\\'",
    "''",
    '""',
    "a#b",
    " # c",
    "$'d e'",
    "|w ",
    "&&w ",
    ";w ",
]
PIECES += [
    " <<E\nw it's\nE\nw ",
    " <<-'E'\n\t\"\n\tE\nw ",
    " <<<'a b' ",
    "\nw ",
    " >/dev/null ",
    " 2>&1 ",
    " </dev/null ",
    "=",
    "-",
    "\\\n",
    '"a\\"b"',
    '"\\$c"',
    '"d\\e"',
    "'\n'",
]
SHOWS = """\
N=0
w() { printf "%s\\0" "$#" "$@" > "$D/$BASHPID.$((N++))"; }
command_not_found_handle() { > "$D/unknown"; }
"""
"""Each command writes a file of its own: a pipe's parts run at the same time. Another command is known even where its
message goes elsewhere."""

ASSIGNMENT = re.compile(r"w=")
"""The only variable that the pieces can make."""


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=10).map("".join))
def test_words_are_those_that_bash_sees(pieces: str) -> None:
    """Each command is a function that shows its arguments."""
    bash = shutil.which("bash")
    assert bash, "bash is missing"
    text = f"w {pieces}"
    with TemporaryDirectory() as folder:
        run = f"exec >/dev/null\n{SHOWS}{text}\n"
        environment = {**os.environ, "D": folder}
        done = subprocess.run([bash, "-c", run], env=environment, capture_output=True, text=True, check=False)
        if done.stderr or Path(folder, "unknown").exists():
            return
        shown = [tuple(path.read_bytes().decode().split("\0")[1:-1]) for path in Path(folder).iterdir()]
    called = (tuple(dropwhile(ASSIGNMENT.match, command)) for command in simple_commands(text))
    assert sorted(shown) == sorted(words[1:] for words in called if words)


def test_hostile_length_is_harmless() -> None:
    for text in ("$(" * 50_000, '"$(' * 30_000, "`" * 99_999, "'" * 99_999, "{" * 99_999, "${" * 50_000, "<" * 99_999):
        simple_commands(text)
    for text in ("<<E " * 30_000, "<<E\nE\n" * 20_000, "((" * 50_000, "A=(" * 30_000, "<(" * 50_000, "((a)" * 30_000):
        simple_commands(text)
