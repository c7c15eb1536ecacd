"""What becomes of CUSTOM_ARGS in a command line, and how deployments are named; a shell's words, compared with bash."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.hydra.launch import launch_template
from generator.hydra.twin.custom_args import Fate, fate
from generator.hydra.twin.proof import SENTINELS, told
from generator.hydra.twin.shell import simple_commands
from generator.hydra.twin.started import Started, TemplateFailure, container_template, start
from generator.hydra.twin.variables import Deployment, deployment

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
        (f"bash -c 'acme serve {TWO}'", Fate.NO_ARGUMENTS),
        (f"acme serve $(echo {TWO})", Fate.NO_ARGUMENTS),
        (f"acme serve\n{TWO}", Fate.ALONE),
        (f"acme serve; {TWO}", Fate.ALONE),
        (f"acme serve & {TWO}", Fate.ALONE),
    ],
)
def test_custom_args_in_a_script(script: str, expected: Fate) -> None:
    assert fate(Started(("/bin/bash", "-c"), (script,))) is expected
    assert fate(Started(("/bin/sh", "-euc", script), ())) is expected


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
    assert fate(Started(command, args)) is expected


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
            assert fate(found) is Fate.SOUND


def kinds(*given: tuple[bool, bool, int]) -> tuple[Deployment, ...]:
    return tuple(
        deployment("r", {"IS_DISTRIBUTED": distributed, "IS_LEADER": leader, "TP_SIZE": size})
        for distributed, leader, size in given
    )


SINGLE, ODD, LEADER, WORKER = (False, False), (False, True), (True, True), (True, False)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([(*WORKER, 1), (*WORKER, 4)], "a worker"),
        ([(*WORKER, 4)], "a worker with TP_SIZE=4"),
        ([(*LEADER, 1), (*LEADER, 4), (*WORKER, 1)], "a leader and a worker with TP_SIZE=1"),
        (
            [(*WORKER, 1), (*LEADER, 4), (*SINGLE, 1)],
            "a single node with TP_SIZE=1, a leader with TP_SIZE=4 and a worker with TP_SIZE=1",
        ),
        ([(*pod, size) for pod in (SINGLE, ODD, LEADER, WORKER) for size in (1, 4)], "every deployment"),
        ([(*pod, 4) for pod in (WORKER, LEADER, SINGLE)], "every deployment with TP_SIZE=4"),
        ([(*ODD, 1), (*ODD, 4)], "a single node with IS_LEADER=true"),
        ([(*ODD, 1)], "a single node with IS_LEADER=true and TP_SIZE=1"),
    ],
)
def test_deployments_are_named(given: list[tuple[bool, bool, int]], expected: str) -> None:
    assert told(kinds(*given)) == expected


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
    ],
)
def test_a_command_line_is_cut_into_commands(text: str, expected: tuple[tuple[str, ...], ...]) -> None:
    assert simple_commands(text) == expected


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
PIECES += ["\nw ", " >/dev/null ", " 2>&1 ", " </dev/null ", "=", "-", "\\\n", '"a\\"b"', '"\\$c"', '"d\\e"', "'\n'"]
SHOWS = 'N=0; w() { printf "%s\\0" "$#" "$@" > "$D/$BASHPID.$((N++))"; }'
"""Each command writes a file of its own: a pipe's parts run at the same time."""


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=10).map("".join))
def test_words_are_those_that_bash_sees(pieces: str) -> None:
    """Each command is a function that shows its arguments."""
    bash = shutil.which("bash")
    assert bash, "bash is missing"
    text = f"w {pieces}"
    with TemporaryDirectory() as folder:
        run = f"exec >/dev/null; {SHOWS}\n{text}\n"
        environment = {**os.environ, "D": folder}
        done = subprocess.run([bash, "-c", run], env=environment, capture_output=True, text=True, check=False)
        if done.stderr:
            return
        shown = [tuple(path.read_bytes().decode().split("\0")[1:-1]) for path in Path(folder).iterdir()]
    assert sorted(shown) == sorted(command[1:] for command in simple_commands(text))


def test_hostile_length_is_harmless() -> None:
    for text in ("$(" * 50_000, '"$(' * 30_000, "`" * 99_999, "'" * 99_999, "{" * 99_999, "${" * 50_000, "<" * 99_999):
        simple_commands(text)
