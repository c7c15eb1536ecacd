"""YAML texts for property tests: documents put together from every style of YAML, and texts that are hardly YAML."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any, NamedTuple

WORDS = ("a", "server", "vllm-ascend", "16Gi", "1.2.3", "8.5.1", "100m", "--port=8080", "-c", "/mnt/models", "x y  z")
TEXTS = (
    "pvc://models/Qwen",
    "docker.io/a/b:v1",
    "${{ cluster.name }}",
    "$(VAR)",
    "it's",
    'say "hi"',
    "中文",
    "a#b",
    "c:d",
)
NUMBERS = ("0", "7", "-1", "1.5", "-0.25", "123456789012345678", "0.1", "100000.0")
OTHERS = (
    "true",
    "False",
    "null",
    "~",
    "0x1F",
    "1.0e+3",
    "+1",
    ".5",
    "5.",
    "007",
    "-0.0",
    "2026-01",
    "_x",
    "(x)",
    "a,b",
    ".",
)
AMBIGUOUS = ("no", "on", "Y", "0777", "0o17", "1e3", "12:30", "1_000", "2026-01-05", "=", "_1", "-_1", "0X1F", "08")
REFUSED = (".inf", "99999999999999999999", "!!str x", "&x 1", "*x", "<<", "-.NaN", "9223372036854775808")
QUOTED = ('"q"', "'it''s'", '"no"', "'0777'", '"a: b # c"', '"\\n\\t\\\\ \\""', "''", '"{{ .Name }}"', "'[a, {b: c}]'")
ESCAPED = ('"\\u00e9\\x41"', '"\\e\\0"', '"tab\there"')
KEYS = ("a", "b", "name", "x-y", "cpaas.io/class", "Key_1", "n2", '"a"', "'b'", '"no"', '"a b"', "'c: d'")
FLOW_KEYS = ("a", "name", "x-y", '"b"', "'no'", "cpaas.io/x")
ODD_KEYS = ("_1", "yes", "1", "true", "~", "1.5", "<<", "? x", "a b", "é", "=", "[k]", "{k: l}", "*x", "&y z", "null")
COMMENTS = ("", "", "", " # no: on [", "  # '\"", " #", "   ")


class Taste(NamedTuple):
    """What a text is put together from."""

    scalars: tuple[str, ...]
    keys: tuple[str, ...]
    blocks: tuple[str, ...]


ORDINARY = Taste(WORDS + TEXTS + NUMBERS + QUOTED + ("true", "False", "null"), KEYS, ("|", "|-", "|+", ">", ">-", ">+"))
ANYTHING = Taste(
    ORDINARY.scalars + OTHERS + AMBIGUOUS + REFUSED + ESCAPED,
    KEYS + KEYS + ODD_KEYS,
    (*ORDINARY.blocks, "|2", ">1-", "|#"),
)


def documents(seed: int, taste: Taste, count: int) -> Iterator[str]:
    """Yield documents, the same for the same seed: a block mapping at the root, indented as it should be."""
    random = Random(seed)
    for _ in range(count):
        head = random.choice(("", "", "# yaml-language-server: $schema=no: x\n", "\n"))
        yield head + "".join(_mapping(random, taste, 0, 3))


def scraps(seed: int, count: int) -> Iterator[str]:
    """Yield texts that documents and single characters were torn and sewn into; few of them are YAML."""
    random = Random(seed)
    pieces = (
        *ANYTHING.scalars,
        *ANYTHING.keys,
        *"\n\n\n  -:#,[]{}|>?&*!%@`\"'\t",
        "- ",
        ": ",
        "\n  ",
        "\n- ",
        "a: ",
        "---\n",
    )
    for text in documents(seed, ANYTHING, count):
        start = random.randrange(len(text))
        scrap = text[start : start + random.randint(5, 120)]
        for _ in range(random.randint(1, 4)):
            cut = random.randint(0, len(scrap))
            scrap = scrap[:cut] + random.choice(pieces) + scrap[cut + random.choice((0, 0, 1, 3)) :]
        yield scrap + random.choice(("\n", "\n", ""))


def _mapping(random: Random, taste: Taste, indent: int, depth: int) -> Iterator[str]:
    used: set[str] = set()
    for _ in range(random.randint(1, 4)):
        key = random.choice(taste.keys)
        if key.strip("\"'") not in used or random.random() < 0.02:
            used.add(key.strip("\"'"))
            yield " " * indent + key + ":" + _value(random, taste, indent, depth)


def _value(random: Random, taste: Taste, indent: int, depth: int) -> str:
    """Return what follows a key: its value, and the line's end."""
    comment = random.choice(COMMENTS)
    kind = random.choice(("scalar",) * 5 + ("empty", "block", "flow") + ("mapping", "list", "list") * (depth > 0))
    match kind:
        case "scalar":
            return f" {random.choice(taste.scalars)}{comment}\n"
        case "empty":
            return f"{comment}\n"
        case "block":
            return f" {random.choice(taste.blocks)}{comment}\n" + _lines(random, indent + random.randint(1, 3))
        case "flow":
            return f" {_flow(random, taste, 2)}{comment}\n"
        case "list":
            return f"{comment}\n" + "".join(_list(random, taste, indent + random.choice((0, 2)), depth - 1))
    return f"{comment}\n" + "".join(_mapping(random, taste, indent + random.choice((1, 2, 2, 4)), depth - 1))


def _list(random: Random, taste: Taste, indent: int, depth: int) -> Iterator[str]:
    for _ in range(random.randint(1, 3)):
        if random.random() < 0.4:
            body = "".join(_mapping(random, taste, indent + 2, depth))
            yield " " * indent + "- " + body.lstrip(" ")
        else:
            yield " " * indent + "-" + _value(random, taste, indent, 0)


def _lines(random: Random, indent: int) -> str:
    lines = (
        random.choice(("", *WORDS, "  deeper", "no: on", "# none", "- x", "- y: |"))
        for _ in range(random.randint(0, 3))
    )
    return " " * indent + "first\n" + "".join(" " * indent + line + "\n" if line else "\n" for line in lines)


def _flow(random: Random, taste: Taste, depth: int) -> str:
    def value() -> str:
        if depth and random.random() < 0.3:
            return _flow(random, taste, depth - 1)
        return random.choice([text for text in taste.scalars if not set(text) & set("[]{},#")])

    items = [value() for _ in range(random.randint(0, 3))]
    if random.random() < 0.5:
        return f"[{', '.join(items)}]"
    return (
        "{" + ", ".join(f"{key}: {item}" for key, item in zip(random.sample(FLOW_KEYS, 3), items, strict=False)) + "}"
    )


def exactly(value: Any) -> Any:
    """Return a value in a form in which 1, 1.0 and true differ, and so do orders of keys."""
    if isinstance(value, dict):
        return [(key, exactly(item)) for key, item in value.items()]
    return [exactly(item) for item in value] if isinstance(value, list) else (type(value).__name__, repr(value))
