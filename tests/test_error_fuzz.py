"""Whatever definitions hold, they are compiled or refused by diagnostics: nothing raises."""

from __future__ import annotations

import errno
import json
import random
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.compile.compiled import Selection
from generator.compile.fleet import compile_fleet
from generator.diagnostics import Diagnostic, has_errors
from generator.tree import Stamp
from tests.error_cases import CASES, files_of

RICH = {path: text for path, text in files_of(CASES / "rich.fleet").items() if isinstance(text, bytes)}
"""A sound fleet in which all kinds of definitions and most fields stand."""


class Memory:
    """A tree that is a mapping."""

    def __init__(self, contents: Mapping[str, bytes]) -> None:
        self.contents = contents

    def read(self, path: str) -> bytes:
        if path not in self.contents:
            raise FileNotFoundError(errno.ENOENT, "No such file or directory")
        return self.contents[path]

    def files(self, directory: str) -> Iterator[str]:
        yield from sorted(path for path in self.contents if path == directory or path.startswith(f"{directory}/"))

    def dead_links(self) -> tuple[str, ...]:
        return ()

    def reads(self) -> dict[str, Stamp]:
        return {}

    def adopt(self, stamps: Mapping[str, Stamp]) -> None:
        pass


def test_the_fleet_that_is_mutated_is_sound() -> None:
    result = compile_fleet(Memory(RICH), Selection(), lambda *_: None)
    assert [(found.rule, found.span, found.message) for found in result.diagnostics] == []
    assert len(result.outputs) == 7


def judged(contents: Mapping[str, bytes], *clusters: str) -> None:
    """Compile the definitions; the diagnostics are fit to be shown, and without an error all outputs are YAML."""
    result = compile_fleet(Memory(contents), Selection(clusters, jobs=1), lambda *_: None)
    for found in result.diagnostics:
        assert found.help, found
        assert found.message, found
        assert list(outside(contents, found)) == [], found
    if not has_errors(result.diagnostics):
        assert all(yaml.safe_load(data)["kind"] for data in result.outputs.values())


def outside(contents: Mapping[str, bytes], diagnostic: Diagnostic) -> Iterator[str]:
    for span in (diagnostic.span, *(related.span for related in diagnostic.related)):
        lines = contents.get(span.path, b"").decode("utf-8", "replace").split("\n")
        if not (1 <= span.line <= len(lines) and 1 <= span.column <= len(lines[span.line - 1]) + 1):
            yield f"{span.path}:{span.line}:{span.column}"


TOKEN = re.compile(r"\s+|[\w./-]+|.", re.DOTALL)
SPARE_TOKENS = (
    *("null", "[]", "{}", "0", "1", "-1", "1.5", "true", "no", '"', "'", "|", ">", ": ", "- ", "# ", "\n", "\t", "\r"),
    *("&a ", "*a", "!!str ", "<<: ", "---\n", "...\n", "%", "${{", "}}", "$${{", "{{", "${{ cluster.values.number }}"),
    *("${{ cluster.values }}", "${{ file('x') }}", "$patch: delete", "$patch: replace", "\u2028", "é", "\x00"),
)


@settings(max_examples=300, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 2**32))
def test_a_change_of_tokens_never_raises(seed: int) -> None:
    """Delete, repeat or replace up to three tokens of one or two files."""
    chance = random.Random(seed)
    contents = dict(RICH)
    for _ in range(chance.randint(1, 3)):
        path = chance.choice(sorted(contents))
        tokens = TOKEN.findall(contents[path].decode())
        place = chance.randrange(len(tokens))
        change = chance.choice(("delete", "repeat", "replace", "insert"))
        new = {
            "delete": [],
            "repeat": [tokens[place]] * 2,
            "replace": [chance.choice(SPARE_TOKENS)],
            "insert": [chance.choice(SPARE_TOKENS), tokens[place]],
        }[change]
        contents[path] = "".join([*tokens[:place], *new, *tokens[place + 1 :]]).encode()
    judged(contents)


SPARE_VALUES: tuple[Any, ...] = (
    *(None, True, 0, -1, 1.5, 2**70, "", "x", "a/b", "Name", "0", [], {}, [None], [[]], [{}], [1, "x"], {"": None}),
    *({"$patch": "delete"}, {"$patch": "replace"}, {"$patch": "merge"}, [{"$patch": "replace"}]),
    *({"name": "x"}, [{"name": "x"}, {"name": "x"}], {"name": None}, {"$setElementOrder/env": [{"name": "A"}]}),
    *(
        "${{ cluster.values.number }}",
        "${{ cluster.values.flag }}",
        "${{ cluster.values.none }}",
        "${{ cluster.values }}",
    ),
    *(
        "${{ cluster.name }}",
        "x-${{ flavour.name }}",
        "${{ placeholder.name }}",
        "${{ hydra.custom_args }}",
        "{{ .Name }}",
    ),
    *("{{ cluster.name }}", "${{ file('launch.sh') }}", "${{ service.name }}", "*", "none", "../x"),
)


@settings(max_examples=300, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 2**32))
def test_a_change_of_values_never_raises(seed: int) -> None:
    """Remove, repeat, move or replace up to three values, all of it YAML: what is deep inside is reached."""
    chance = random.Random(seed)
    values = {path: yaml.safe_load(data) for path, data in RICH.items() if path.endswith(".yaml")}
    changed: set[str] = set()
    for _ in range(chance.randint(1, 3)):
        path = chance.choice(sorted(values))
        mutate(values[path], chance, values)
        changed.add(path)
    rewritten = {path: json.dumps(values[path], indent=1).encode() for path in changed}
    judged(RICH | rewritten, *(["one"] if chance.random() < 0.2 else []))


def mutate(value: Any, chance: random.Random, values: Mapping[str, Any]) -> None:
    """Change one place inside a value."""
    owner, key = chance.choice(list(places(value)))
    change = chance.choice(("remove", "replace", "replace", "replace", "rename", "repeat", "move"))
    if change == "remove":
        del owner[key]
    elif change == "replace":
        owner[key] = json.loads(json.dumps(chance.choice(SPARE_VALUES)))
    elif change == "rename" and isinstance(owner, dict):
        owner[f"{key}s"] = owner.pop(key)
    elif change == "repeat" and isinstance(owner, list):
        owner.append(json.loads(json.dumps(owner[key])))
    else:
        other, place = chance.choice(list(places(values[chance.choice(sorted(values))])))
        owner[key] = json.loads(json.dumps(other[place]))


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every container and key or index in a value."""
    for key, item in value.items() if isinstance(value, dict) else enumerate(value):
        yield value, key
        if isinstance(item, dict | list):
            yield from places(item)


@pytest.mark.parametrize("path", sorted(RICH))
@pytest.mark.parametrize("data", [b"", b"\n", b"null", b"[]", b"{}", b"x", b"\xff", b"a: &a [*a]\n"])
def test_no_content_of_a_file_raises(path: str, data: bytes) -> None:
    judged(RICH | {path: data})


@pytest.mark.parametrize("path", sorted(RICH))
def test_no_missing_file_raises(path: str) -> None:
    judged({name: data for name, data in RICH.items() if name != path})
