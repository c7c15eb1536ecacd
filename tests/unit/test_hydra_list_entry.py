"""Entries of a list of arguments: what no shell takes away, and what nobody can call wrong."""

from __future__ import annotations

import pytest

from generator.hydra.twin.list_entry import entry_problem, is_blank_meant, pair_problem

NO_SHELL = "reaches the server: no shell reads it"


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("--seed=1\n", "'--seed=1' ends in a line break, which reaches the server"),
        ("--seed=1 ", "'--seed=1 ' ends with a blank, which reaches the server"),
        (" --seed=1", "' --seed=1' begins with a blank, which reaches the server"),
        ("--model='/a b'", "the quotes in --model='/a b' reach the server: no shell takes them away"),
        ('--model="/a"', 'the quotes in --model="/a" reach the server: no shell takes them away'),
        ("'--model=/a'", "the quotes in '--model=/a' reach the server: no shell takes them away"),
        ("--x='{\"a\": 1}'", "the quotes in --x='{\"a\": 1}' reach the server: no shell takes them away"),
        ("&& echo hi", f"'&&' in '&& echo hi' {NO_SHELL}"),
        ("--fast && echo hi", f"'&&' in '--fast && echo hi' {NO_SHELL}"),
        ("|", f"'|' in '|' {NO_SHELL}"),
        ("2>&1", f"'2>&1' in '2>&1' {NO_SHELL}"),
        (">/dev/null", f"'>/dev/null' in '>/dev/null' {NO_SHELL}"),
        ("--a --b", "'--a --b' holds several arguments, and no shell splits them"),
        ("--a 1 --b=2", "'--a 1 --b=2' holds several arguments, and no shell splits them"),
        ("-tp 4", "'-tp 4' is one argument with a space in it"),
        ('--x {"a": 1}', "'--x {\"a\": 1}' is one argument with a space in it"),
    ],
)
def test_what_reaches_the_server_as_it_is(entry: str, message: str) -> None:
    found = entry_problem(entry, first=True)
    assert found is not None
    assert found[0] == message


@pytest.mark.parametrize(
    "entry",
    [
        "serve",
        "/data/my model",
        "--template=a b",
        "--template=a\nb || c\n",
        '--x={"a": "b -c"}',
        '--x={"a": "b && c"}',
        '--x={"a": 1}\n',
        "--x=[1, -a]",
        "--prompt=say 'a' and \"b\"",
        '"a" or "b"',
        "--stop=<|im_end|>",
        "--pattern=a|b",
        "--url=http://a/?b=c&d=e",
        "- first -then",
        "-1",
    ],
)
def test_what_a_server_may_want(entry: str) -> None:
    assert entry_problem(entry, first=False) is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("'--prompt=query: '", True),
        ('"--prompt=a b  "', True),
        ("'--prompt={{ .X }}: '", True),
        ("'--prompt={{ .X }} '", False),
        ("'--prompt= '", False),
        ("'--prompt '", False),
        ("' '", False),
        ("--prompt=query:", False),
        ("|-\n  --prompt=query: ", False),
    ],
)
def test_a_blank_that_people_quoted(written: str, meant: bool) -> None:
    assert is_blank_meant(written) is meant


def test_the_first_entry_may_be_a_script_of_the_image_s_shell() -> None:
    script = "acme serve /a && acme wait"
    assert entry_problem(script, first=True) is None
    assert entry_problem(script, first=False) is not None


@pytest.mark.parametrize(
    ("entry", "following", "wrong"),
    [
        ("--seed", "1", True),
        ("--seed", "-1", True),
        ("--seed", "-.5", True),
        ("--seed", "-v", False),
        ("--seed", "", False),
        ("--seed=1", "2", False),
        ("-m", "acme.server", False),
        ("-ngl", "99", False),
    ],
)
def test_a_value_apart_from_its_flag(entry: str, following: str, wrong: bool) -> None:
    assert (pair_problem(entry, following) is not None) is wrong
