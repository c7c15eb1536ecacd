"""The command line as a whole: how it starts, what it refuses, which code it ends with, where its text goes."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from generator import __version__
from generator.cli import app, validate
from generator.cli.exit_code import ExitCode
from generator.cli.failure import Failure, ending
from generator.cli.paint import coloured, plain
from generator.cli.terminal import paint_for
from generator.compile.compiled import Compiled
from generator.diagnostics import Diagnostic, Severity
from generator.out.problem import OutputProblem, OutputRefused
from generator.place import Span
from tests.command import COMMAND, environment_with, servewright
from tests.repo import edited, write_repo
from tests.trees import tree

COMMANDS = ("build", "validate", "list", "preview", "rules", "schema", "completion")
Console = pytest.CaptureFixture[str]


@pytest.fixture
def fleet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that looks like a fleet from outside, made the current one: two clusters, one of them misspelt easily."""
    (tmp_path / "servewright.yaml").write_text("")
    for name in ("ascend-910b", "nvidia-a"):
        (tmp_path / "clusters" / name).mkdir(parents=True)
        (tmp_path / "clusters" / name / "cluster.yaml").write_text("kind: Cluster\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def give(monkeypatch: pytest.MonkeyPatch, *diagnostics: Diagnostic, clusters: tuple[str, ...] = ("nvidia-a",)) -> None:
    """Let validate find just these diagnostics."""
    monkeypatch.setattr(validate, "compiled", lambda *_: Compiled({}, diagnostics, clusters))


def error(path: str = "clusters/nvidia-a/cluster.yaml", clusters: tuple[str, ...] = ("nvidia-a",)) -> Diagnostic:
    return Diagnostic("some-rule", "wrong", Span(path, 1, 1, 1, 5), "Mend it.", clusters=clusters)


def warning() -> Diagnostic:
    return Diagnostic("odd-thing", "odd", Span("servewright.yaml"), "Look.", Severity.WARNING)


# How it starts


@pytest.mark.parametrize("arguments", [["--version"], ["--format", "json", "--version"]])
def test_version(arguments: list[str]) -> None:
    result = servewright(*arguments)
    assert (result.returncode, result.stdout, result.stderr) == (0, f"servewright {__version__}\n", "")


def modules_after(arguments: str) -> set[str]:
    """Return the modules that a call has loaded when it ends."""
    program = (
        f"import sys; sys.argv = ['servewright', *{arguments.split()!r}]\n"
        "from generator.cli import main\n"
        "try: main()\n"
        "finally: print('\\n' + ' '.join(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment_with({}), capture_output=True, text=True, check=True
    )
    return set(done.stdout.splitlines()[-1].split())


def test_version_loads_nothing_but_itself() -> None:
    loaded = modules_after("--version")
    assert {name for name in loaded if name.split(".")[0] == "generator"} == {"generator", "generator.cli"}
    assert loaded.isdisjoint({"click", "jinja2", "yaml", "json", "dataclasses", "ruamel.yaml", "jsonschema"})


def test_help_loads_no_part_of_the_compiler() -> None:
    loaded = modules_after("--help")
    assert "click" in loaded
    assert loaded.isdisjoint(
        {"jinja2", "yaml", "jsonschema", "jsonschema_rs", "generator.compile.fleet", "generator.merge.strategic"}
    )


def test_a_command_loads_no_other_one() -> None:
    loaded = modules_after("schema")
    assert loaded.isdisjoint({f"generator.cli.{name}" for name in COMMANDS if name != "schema"})


@pytest.mark.parametrize(
    ("arguments", "code", "out", "error"),
    [("--version", 0, f"servewright {__version__}\n", ""), ("nonsense", 2, "", "error: no such command 'nonsense'\n")],
)
def test_the_console_script_ends_with_the_code_of_main(arguments: str, code: int, out: str, error: str) -> None:
    script = Path(sys.executable).with_name("servewright")
    result = subprocess.run([script, arguments], capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout, result.stderr[: len(error)]) == (code, out, error)


# Help


def test_help_names_every_command(capsys: Console) -> None:
    assert app.run(["--help"]) == 0
    text = capsys.readouterr().out
    assert [line.split()[0] for line in text.partition("Commands:\n")[2].splitlines()] == list(COMMANDS)
    assert "..." not in text.partition("Commands:\n")[2], "short help is cut"


def test_no_command_is_a_usage_error_that_shows_help(capsys: Console) -> None:
    assert app.run([]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("Usage: servewright [OPTIONS] [COMMAND] [ARGS]...\n")


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("build", ["--check", "--cluster", "--jobs", "--root", "--strict", "--no-cache", "--timings", "--format"]),
        ("validate", ["--cluster", "--jobs", "--root", "--strict", "--timings", "--format"]),
        ("list", ["-o, --output", "--root", "--format"]),
        ("rules", ["-o, --output"]),
        ("schema", ["-o, --output"]),
        ("completion", []),
    ],
)
def test_help_of_a_command_explains_each_option(command: str, options: list[str], capsys: Console) -> None:
    assert app.run([command, "--help"]) == 0
    text = capsys.readouterr().out
    assert text.startswith(f"Usage: servewright {command} [OPTIONS]")
    described = text.partition("Options:\n")[2]
    starts = [line.strip() for line in described.splitlines() if line.startswith("  -")]
    assert len(starts) == len(options) + 1
    for option, line in zip([*options, "--help"], starts, strict=True):
        assert line.startswith(option)
    loaded = app.app.get_command(click.Context(app.app), command)
    assert loaded is not None
    assert all(option.help for option in loaded.params if isinstance(option, click.Option))


# What it refuses


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["biuld"], "error: no such command 'biuld'\nhelp: did you mean 'build'?\n"),
        (
            ["frobnicate"],
            "error: no such command 'frobnicate'\nhelp: the commands are build, validate, list, preview, rules, schema, completion\n",
        ),
        (["build", "--chek"], "error: no such option '--chek'\nhelp: did you mean '--check'?\n"),
        (["build", "--zzzzzz"], "error: no such option '--zzzzzz'\nhelp: see 'servewright build --help'\n"),
        (["--formt", "json"], "error: no such option '--formt'\nhelp: did you mean '--format'?\n"),
        (
            ["build", "extra"],
            "error: got unexpected extra argument (extra)\nhelp: see 'servewright build --help'\n",
        ),
        (
            ["build", "--format", "xml"],
            "error: invalid value for '--format': 'xml' is not one of 'full', 'concise', 'json', 'github', 'sarif'\n"
            "help: see 'servewright build --help'\n",
        ),
        (
            ["build", "--jobs", "0"],
            "error: invalid value for '--jobs': 0 is not in the range 1<=x<=1024\n"
            "help: see 'servewright build --help'\n",
        ),
        (["schema", "runtme"], "error: no kind is called 'runtme'\nhelp: did you mean 'Runtime'?\n"),
        (
            ["schema", "zzz"],
            "error: no kind is called 'zzz'\n"
            "help: the kinds are Fleet, Accelerators, Runtime, Cluster, Overlay, ModelService\n",
        ),
        (
            ["build", "--cluster", "nvidai-a"],
            "error: no cluster is called 'nvidai-a'\nhelp: did you mean 'nvidia-a'?\n",
        ),
        (
            ["validate", "--cluster", "nvidia-a/../../clusters/nvidia-a"],
            "error: no cluster is called 'nvidia-a/../../clusters/nvidia-a'\n"
            "help: 'servewright list clusters' shows the clusters that there are\n",
        ),
        (
            ["\x1b[2J"],
            "error: no such command '\\x1b[2J'\nhelp: the commands are build, validate, list, preview, rules, schema, completion\n",
        ),
    ],
)
@pytest.mark.usefixtures("fleet")
def test_a_wrong_call_is_told_with_a_remedy(arguments: list[str], said: str, capsys: Console) -> None:
    assert app.run(arguments) == 2
    assert capsys.readouterr() == ("", said)


@pytest.mark.parametrize("command", ["build", "validate"])
@pytest.mark.parametrize("form", ["json", "sarif", "github"])
@pytest.mark.usefixtures("fleet")
def test_a_program_is_told_too_which_cluster_there_is_not(command: str, form: str, capsys: Console) -> None:
    assert app.run([command, "--cluster", "nvidai-a", "--format", form]) == 2
    told = capsys.readouterr()
    assert told.err == "error: no cluster is called 'nvidai-a'\nhelp: did you mean 'nvidia-a'?\n"
    assert "unknown-cluster" in told.out
    assert "there is no cluster 'nvidai-a'" in told.out
    if form != "github":
        json.loads(told.out)


@pytest.mark.parametrize(
    ("command", "words"), [("list", "runtimes, clusters or services"), ("completion", "bash, zsh or fish")]
)
def test_a_missing_word_is_told_on_one_line(command: str, words: str, capsys: Console) -> None:
    assert app.run([command]) == 2
    assert capsys.readouterr() == (
        "",
        f"error: missing argument: {words}\nhelp: see 'servewright {command} --help'\n",
    )


@pytest.mark.parametrize("arguments", [["list", "pods"], ["completion", "tcsh"]])
def test_an_unknown_word_is_a_usage_error(arguments: list[str], capsys: Console) -> None:
    assert app.run(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("error: ")
    assert said.err.endswith(f"help: see 'servewright {arguments[0]} --help'\n")


# The fleet's root


def test_the_root_is_found_upwards(fleet: Path, monkeypatch: pytest.MonkeyPatch, capsys: Console) -> None:
    give(monkeypatch, clusters=("ascend-910b", "nvidia-a"))
    monkeypatch.chdir(fleet / "clusters" / "nvidia-a")
    assert app.run(["validate"]) == 0
    assert capsys.readouterr() == ("", "no problems in 2 clusters\n")


@pytest.mark.parametrize("command", [["build"], ["validate"], ["list", "clusters"]])
def test_no_root_anywhere(command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Console) -> None:
    monkeypatch.chdir(tmp_path)
    assert app.run(command) == 2
    assert capsys.readouterr() == (
        "",
        "error: there is no servewright.yaml in this folder or in one above it\n"
        "help: change into the repository that holds the definitions, or name it with --root\n",
    )


def test_a_given_root_must_be_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Console) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    assert app.run(["validate", "--root", "empty"]) == 2
    assert app.run(["validate", "--root", "absent"]) == 2
    assert capsys.readouterr().err == (
        "error: 'empty' has no servewright.yaml\nhelp: give --root the folder that holds servewright.yaml\n"
        "error: 'absent' is not a folder\nhelp: give --root the folder that holds servewright.yaml\n"
    )


# Findings: exit codes and streams


@pytest.mark.parametrize(
    ("found", "options", "code", "last"),
    [
        ([], [], 0, "no problems in 1 cluster"),
        ([], ["--strict"], 0, "no problems in 1 cluster"),
        ([warning()], [], 0, "1 warning"),
        ([warning()], ["--strict"], 1, "1 warning"),
        ([error()], [], 1, "1 error in 1 cluster"),
        (
            [error(clusters=("a", "b")), error(clusters=("b", "c")), warning()],
            [],
            1,
            "2 errors, 1 warning in 3 clusters",
        ),
    ],
)
@pytest.mark.usefixtures("fleet")
def test_exit_code_and_last_line_say_what_was_found(
    found: list[Diagnostic],
    options: list[str],
    code: int,
    last: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Console,
) -> None:
    give(monkeypatch, *found)
    assert app.run(["validate", *options]) == code
    assert capsys.readouterr().err.splitlines()[-1] == last


@pytest.mark.usefixtures("fleet")
def test_full_goes_to_stderr_with_the_source_line(monkeypatch: pytest.MonkeyPatch, capsys: Console) -> None:
    give(monkeypatch, error())
    assert app.run(["validate"]) == 1
    assert capsys.readouterr() == (
        "",
        "error[some-rule]: wrong\n"
        " --> clusters/nvidia-a/cluster.yaml:1:1\n"
        "  |\n"
        "1 | kind: Cluster\n"
        "  | ^^^^\n"
        "  = help: Mend it.\n"
        "  = cluster: nvidia-a\n"
        "\n"
        "1 error in 1 cluster\n",
    )


@pytest.mark.usefixtures("fleet")
def test_concise_goes_to_stderr(monkeypatch: pytest.MonkeyPatch, capsys: Console) -> None:
    give(monkeypatch, error())
    assert app.run(["validate", "--format", "concise"]) == 1
    assert capsys.readouterr() == (
        "",
        "clusters/nvidia-a/cluster.yaml:1:1: error[some-rule] wrong\n1 error in 1 cluster\n",
    )


@pytest.mark.parametrize("found", [[], [error()]])
@pytest.mark.usefixtures("fleet")
def test_json_has_stdout_for_itself(found: list[Diagnostic], monkeypatch: pytest.MonkeyPatch, capsys: Console) -> None:
    import json

    give(monkeypatch, *found)
    assert app.run(["validate", "--format", "json"]) == len(found)
    said = capsys.readouterr()
    assert [each["rule"] for each in json.loads(said.out)] == ["some-rule"] * len(found)
    assert said.err.count("\n") == 1


@pytest.mark.usefixtures("fleet")
def test_github_goes_to_stdout(monkeypatch: pytest.MonkeyPatch, capsys: Console) -> None:
    give(monkeypatch, warning())
    assert app.run(["validate", "--format", "github"]) == 0
    assert capsys.readouterr() == (
        "::warning file=servewright.yaml,line=1,col=1,endLine=1,endColumn=1,title=odd-thing"
        "::servewright.yaml:1:1: [odd-thing] odd%0Ahelp: Look.\n",
        "1 warning\n",
    )


@pytest.mark.parametrize(
    ("arguments", "concise"),
    [
        (["--format", "concise", "validate"], True),
        (["validate", "--format", "concise"], True),
        (["--format", "json", "validate", "--format", "concise"], True),
        (["--format", "full", "validate"], False),
        (["validate"], False),
    ],
)
@pytest.mark.usefixtures("fleet")
def test_the_format_may_stand_before_or_after_the_command(
    arguments: list[str], concise: bool, monkeypatch: pytest.MonkeyPatch, capsys: Console
) -> None:
    give(monkeypatch, error())
    assert app.run(arguments) == 1
    assert ("1:1: error[some-rule] wrong\n" in capsys.readouterr().err) is concise


def test_paths_open_from_the_current_folder(fleet: Path, monkeypatch: pytest.MonkeyPatch, capsys: Console) -> None:
    give(monkeypatch, error())

    def shown(here: Path, *arguments: str) -> str:
        monkeypatch.chdir(here)
        assert app.run(["validate", "--format", "concise", *arguments]) == 1
        return capsys.readouterr().err.partition(":1:1: ")[0]

    elsewhere = fleet.parent / f"{fleet.name}-elsewhere"
    elsewhere.mkdir()
    assert shown(fleet) == "clusters/nvidia-a/cluster.yaml"
    assert shown(fleet / "clusters/nvidia-a") == "cluster.yaml"
    assert shown(fleet / "clusters/ascend-910b") == "../nvidia-a/cluster.yaml"
    assert shown(fleet.parent, "--root", fleet.name) == f"{fleet.name}/clusters/nvidia-a/cluster.yaml"
    assert shown(elsewhere, "--root", str(fleet)) == f"{fleet.resolve()}/clusters/nvidia-a/cluster.yaml"


def test_source_lines_are_found_from_any_folder(fleet: Path, monkeypatch: pytest.MonkeyPatch, capsys: Console) -> None:
    give(monkeypatch, error())
    for here, root in (
        (
            fleet / "clusters",
            "..",
        ),
        (fleet.parent, fleet.name),
        (Path("/"), str(fleet)),
    ):
        monkeypatch.chdir(here)
        assert app.run(["validate", "--root", root]) == 1
        assert "1 | kind: Cluster\n  | ^^^^\n" in capsys.readouterr().err


def test_annotations_name_files_from_the_top_of_the_checkout(
    fleet: Path, monkeypatch: pytest.MonkeyPatch, capsys: Console
) -> None:
    give(monkeypatch, warning())
    monkeypatch.setenv("GITHUB_WORKSPACE", str(fleet.parent))
    monkeypatch.chdir(fleet / "clusters")
    app.run(["validate", "--format", "github"])
    assert capsys.readouterr().out.startswith(f"::warning file={fleet.name}/servewright.yaml,")
    monkeypatch.setenv("GITHUB_WORKSPACE", "/somewhere/else")
    app.run(["validate", "--format", "github"])
    assert capsys.readouterr().out.startswith("::warning file=servewright.yaml,")


# Colour


class _Stream:
    def __init__(self, terminal: bool) -> None:
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


@pytest.mark.parametrize(
    ("terminal", "environment", "paint"),
    [
        (True, {}, coloured),
        (False, {}, plain),
        (True, {"NO_COLOR": "1"}, plain),
        (True, {"NO_COLOR": ""}, coloured),
        (False, {"FORCE_COLOR": "1"}, coloured),
        (False, {"FORCE_COLOR": ""}, plain),
        (True, {"NO_COLOR": "1", "FORCE_COLOR": "1"}, plain),
        (True, {"TERM": "dumb"}, plain),
        (True, {"TERM": "xterm"}, coloured),
    ],
)
def test_colour_is_for_terminals(terminal: bool, environment: dict[str, str], paint: Callable[[str, str], str]) -> None:
    assert paint_for(_Stream(terminal), environment) is paint  # type: ignore[arg-type]


@pytest.mark.parametrize("form", ["full", "concise", "json", "github"])
@pytest.mark.usefixtures("fleet")
def test_forced_colour_reaches_people_and_not_programs(
    form: str, monkeypatch: pytest.MonkeyPatch, capsys: Console
) -> None:
    give(monkeypatch, error())
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.delenv("NO_COLOR", raising=False)
    app.run(["validate", "--format", form])
    said = capsys.readouterr()
    assert "\x1b" not in said.out
    assert ("\x1b[1;31merror[some-rule]\x1b[0m" in said.err) is (form in ("full", "concise"))


# Endings


def test_interrupted(monkeypatch: pytest.MonkeyPatch, capsys: Console, fleet: Path) -> None:  # noqa: ARG001
    def interrupt(*_: object) -> Compiled:
        raise KeyboardInterrupt

    monkeypatch.setattr(validate, "compiled", interrupt)
    assert app.run(["validate"]) == 130
    assert capsys.readouterr() == ("", "interrupted\n")


def raising(problem: BaseException) -> Callable[..., Compiled]:
    def fail(*_: object) -> Compiled:
        raise problem

    return fail


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (
            ValueError("no\x1b such thing"),
            "error: this is a bug in servewright: ValueError: no\\x1b such thing\n"
            "help: please report it with the definitions and the command that show it; "
            "with SERVEWRIGHT_DEBUG=1 the command prints where it happened\n",
        ),
        (
            RuntimeError("Traceback (most recent call last):\n  File x\nKeyError: 'y'\n"),
            "error: this is a bug in servewright: RuntimeError: KeyError: 'y'\n"
            "help: please report it with the definitions and the command that show it; "
            "with SERVEWRIGHT_DEBUG=1 the command prints where it happened\n",
        ),
        (
            PermissionError(13, "Permission denied", "runtimes"),
            "error: runtimes: Permission denied\n"
            "help: check the path, its permissions and the free space, then run the command again\n",
        ),
        (
            OSError(28, "No space left on device"),
            "error: cannot read or write: No space left on device\n"
            "help: check the path, its permissions and the free space, then run the command again\n",
        ),
        (
            OutputRefused(OutputProblem("out/a cannot be read", "look"), OutputProblem("out/b too", "see")),
            "error: out/a cannot be read\nhelp: look\nerror: out/b too\nhelp: see\n",
        ),
        (Failure("it cannot be", "let it be"), "error: it cannot be\nhelp: let it be\n"),
    ],
)
@pytest.mark.usefixtures("fleet")
def test_what_ends_a_command_is_told(
    problem: Exception, said: str, monkeypatch: pytest.MonkeyPatch, capsys: Console
) -> None:
    monkeypatch.delenv("SERVEWRIGHT_DEBUG", raising=False)
    monkeypatch.setattr(validate, "compiled", raising(problem))
    assert app.run(["validate"]) == 2
    assert capsys.readouterr() == ("", said)


@pytest.mark.usefixtures("fleet")
def test_debug_shows_where_a_bug_is(monkeypatch: pytest.MonkeyPatch, capsys: Console) -> None:
    monkeypatch.setenv("SERVEWRIGHT_DEBUG", "1")
    monkeypatch.setattr(validate, "compiled", raising(ValueError("oh")))
    assert app.run(["validate"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("Traceback (most recent call last):\n")
    assert "ValueError: oh\nerror: this is a bug in servewright: ValueError: oh\n" in said


def test_a_closed_pipe_ends_a_command_as_it_does_any_filter() -> None:
    assert ending(BrokenPipeError(), debug=True).code is ExitCode.PIPE_CLOSED
    reader, writer = os.pipe()
    os.close(reader)
    with open(writer, "wb") as closed:  # noqa: PTH123
        done = subprocess.run(
            [*COMMAND, "schema", "Runtime"],
            stdout=closed,
            stderr=subprocess.PIPE,
            env=environment_with({}),
            check=False,
        )
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["schema", "Runtime"]])
def test_an_output_that_takes_nothing_is_told(arguments: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment_with({}),
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr == (
        "error: cannot read or write: No space left on device\n"
        "help: check the path, its permissions and the free space, then run the command again\n"
    )


def closed(streams: str, *arguments: str, cwd: Path) -> tuple[int, str, str]:
    """Run the command with standard streams closed by the shell: exit code, and what came out of those left open."""
    script = f'exec "$@" {streams}'
    done = subprocess.run(
        ["sh", "-c", script, "sh", *COMMAND, *arguments],
        cwd=cwd,
        env=environment_with({}),
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


CLOSED = (">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-")


@pytest.mark.parametrize("streams", CLOSED)
def test_a_build_with_closed_streams_writes_what_any_build_does(streams: str, tmp_path: Path) -> None:
    usual, other = write_repo(tmp_path / "usual", {}), write_repo(tmp_path / "other", {})
    assert servewright("build", cwd=usual).returncode == 0
    assert closed(streams, "build", "--no-cache", "--jobs", "2", cwd=other)[0] == 0
    assert tree(other / "out") == tree(usual / "out")
    assert len(tree(other / "out")) == 2


@pytest.mark.parametrize("streams", CLOSED)
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--version"], 0),
        (["rules"], 0),
        (["list", "clusters"], 1),
        (["validate"], 1),
        (["build", "--check"], 1),
        (["nonsense"], 2),
    ],
)
def test_closed_streams_change_no_exit_code(streams: str, arguments: list[str], code: int, tmp_path: Path) -> None:
    repo = write_repo(tmp_path, edited("clusters/one/services/demo/chat.yaml", "runtime: server", "runtime: sever"))
    usual = servewright(*arguments, cwd=repo)
    assert usual.returncode == code
    out = "" if ">&-" in streams.replace("2>&-", "") else usual.stdout
    err = "" if "2>&-" in streams else usual.stderr
    assert closed(streams, *arguments, cwd=repo) == (code, out, err)


def test_no_locale_stops_a_diagnostic(fleet: Path) -> None:
    (fleet / "servewright.yaml").write_text("名称: x\n")
    done = subprocess.run(
        [*COMMAND, "validate", "--root", str(fleet)],
        env=environment_with({"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    assert b"1 | \\u540d\\u79f0: x\n" in done.stderr
    assert done.stderr.isascii()


def test_a_terminal_gets_colour_but_no_control_codes_of_a_file(fleet: Path) -> None:
    (fleet / "servewright.yaml").write_text("\x1b]0;owned\x07: x\n")
    parent, child = pty.openpty()
    with open(child, "wb") as terminal:  # noqa: PTH123
        done = subprocess.run(
            [*COMMAND, "validate", "--root", str(fleet)],
            env={name: value for name, value in environment_with({"TERM": "xterm"}).items() if name != "NO_COLOR"},
            stderr=terminal,
            stdout=subprocess.DEVNULL,
            check=False,
        )
    with open(parent, "rb") as screen:  # noqa: PTH123
        said = os.read(screen.fileno(), 100_000)
    assert done.returncode == 1
    assert b"\x1b[1;31merror[" in said
    assert b"\x1b]0" not in said
    assert b"\x07" not in said
