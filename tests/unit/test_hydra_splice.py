"""Splicing keeps every byte that is not ours; what comes out is checked by PyYAML and by Go, on texts known by construction."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import generator.emit
from generator.hydra.entries import AGENTS, TEMPLATES, EntryList
from generator.hydra.splice import NewEntry, PlatformEntry, Spliced, splice
from tests.oracle import ask
from tests.unit.hydra_payloads import BlockPayload, as_items, block_payload, emit

NEW = [
    {"runtime": "new-a", "args": ["one\ntwo\n", "a: #b"], "on": "yes"},
    {"runtime": "new-b", "podTemplate": {"volumes": [], "ports": [{"containerPort": 8000}]}, "runtimeZH": "大模型"},
]
OTHER = [{"runtime": "new-c", "end": True}, {"runtime": "new-b", "args": ["x"]}]


def keys(*names: str) -> frozenset[tuple[str, ...]]:
    return frozenset((name,) for name in names)


def spliced(
    payload: str,
    new: list[dict[str, Any]],
    ours: frozenset[tuple[str, ...]] = frozenset(),
    entry_list: EntryList = TEMPLATES,
    replace: bool = False,
) -> str:
    result = splice(payload, entry_list, ours, [NewEntry(value, replace) for value in new], emit)
    assert isinstance(result, Spliced), result
    return result.text


def problem(payload: str, new: list[dict[str, Any]], *ours: str, replace: bool = False) -> tuple[str, str, int, int]:
    result = splice(payload, TEMPLATES, keys(*ours), [NewEntry(value, replace) for value in new], emit)
    assert isinstance(result, tuple), result
    (found,) = result
    assert found.help
    return found.rule, found.message, found.line, found.column


SEED_PAYLOAD = """\
templates:
  - runtime: vllm            # 运行时类型英文
    runtimeZH: vLLM

  # the platform's second
  - runtime: sglang
    podTemplate:
      containerTemplate:
        argsTemplate:
          - |-
            {{- if .IS_DISTRIBUTED -}}
            {{- end -}}

# what follows the list
log: {level: info, mode: 0o17}
on: yes
"""


def test_entry_is_added_in_the_lists_own_indentation() -> None:
    before, after = SEED_PAYLOAD.split("\n# what follows")
    assert spliced(SEED_PAYLOAD, [{"runtime": "vllm-cpu", "podTemplate": {"args": ["a\nb"]}}]) == (
        before + "  - runtime: vllm-cpu\n"
        "    podTemplate:\n"
        "      args:\n"
        "      - |-\n"
        "        a\n"
        "        b\n"
        "\n# what follows" + after
    )


def test_agent_entry() -> None:
    base = (
        "agent:\n  port: 8080\n"
        "deployment_templates:\n"
        "- match_runtimes: [vllm, sglang]\n"
        "  match_gpu_types: [nvidia-gpu]\n"
        "  container_template: {image: {registry: r, repository: a, tag: b}} # ours? no\n"
    )
    entry = {"match_runtimes": ["vllm-cpu"], "match_gpu_types": ["cpu"], "container_template": {"image": {"tag": "1"}}}
    result = splice(base, AGENTS, frozenset(), [NewEntry(entry)], emit)
    assert result == Spliced(
        base
        + "- match_runtimes:\n  - vllm-cpu\n  match_gpu_types:\n  - cpu\n  container_template:\n    image:\n      tag: '1'\n",
        frozenset([("vllm-cpu", "cpu")]),
        (PlatformEntry(frozenset([("vllm", "nvidia-gpu"), ("sglang", "nvidia-gpu")]), 4),),
    )


def test_agent_entry_is_ours_only_with_all_its_pairs() -> None:
    base = "deployment_templates:\n- match_runtimes: [a]\n  match_gpu_types: [x, y]\n- {match_runtimes: [a], match_gpu_types: [z]}\n"
    ours = frozenset([("a", "x"), ("a", "z")])
    assert (
        spliced(base, [], ours, AGENTS) == "deployment_templates:\n- match_runtimes: [a]\n  match_gpu_types: [x, y]\n"
    )


# --- texts known by construction -----------------------------------------------------------------------------------


def expected_value(payload: BlockPayload, base: Any, new: list[dict[str, Any]]) -> Any:
    kept = [value for value, item in zip(base["templates"], payload.items, strict=True) if not item.ours]
    return base | {"templates": kept + new}


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**9))
def test_every_other_byte_stays(seed: int) -> None:
    payload = block_payload(Random(seed))
    base = payload.text()
    result = spliced(base, NEW, payload.ours)
    assert result == payload.text(as_items(NEW, payload.column))
    assert yaml.safe_load(result) == expected_value(payload, yaml.safe_load(base), NEW)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**9))
def test_a_reexported_base_gives_the_same(seed: int) -> None:
    payload = block_payload(Random(seed))
    base = payload.text()
    first = spliced(base, NEW, payload.ours)
    names = keys("new-a", "new-b")
    assert spliced(first, NEW, names) == first
    assert spliced(first, OTHER, names) == spliced(base, OTHER, payload.ours)
    assert spliced(first, [], names) == payload.text("")
    if not payload.ours:
        assert spliced(first, [], names) == base


def test_go_reads_the_same_values() -> None:
    payloads = [block_payload(Random(seed)) for seed in range(300)]
    bases = [payload.text() for payload in payloads]
    results = [spliced(payload.text(), NEW, payload.ours) for payload in payloads]
    answers = ask("yamlread", bases + results)
    for payload, base, result in zip(payloads, answers[:300], answers[300:], strict=True):
        assert result["json"] == expected_value(payload, base["json"], NEW)


ENTRIES = st.fixed_dictionaries(
    {
        "runtime": st.just("new-a"),
        "args": st.lists(st.text(st.sampled_from("a\n \t#:-'\"|>{}[]é\u2028"), max_size=12), max_size=3),
    }
)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**9), ENTRIES, ENTRIES)
def test_entries_as_the_compiler_emits_them(seed: int, first: dict[str, Any], second: dict[str, Any]) -> None:
    payload = block_payload(Random(seed))
    new = [first, second | {"runtime": "new-b"}]
    result = splice(payload.text(), TEMPLATES, payload.ours, [NewEntry(value) for value in new], generator.emit.emit)
    assert isinstance(result, Spliced)
    assert yaml.safe_load(result.text) == expected_value(payload, yaml.safe_load(payload.text()), new)
    without = splice(result.text, TEMPLATES, result.entries, [], generator.emit.emit)
    assert isinstance(without, Spliced)
    assert without.text == payload.text("")


# --- lists that are not there, or empty -------------------------------------------------------------------------------

ITEM = "- runtime: n\n"


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        ("", "templates:\n- runtime: n\n"),
        ("# only a comment\n", "# only a comment\ntemplates:\n- runtime: n\n"),
        ("# only a comment", "# only a comment\ntemplates:\n- runtime: n"),
        ("---\n", "---\ntemplates:\n- runtime: n\n"),
        ("--- # c\n# d\n...\n", "--- # c\n# d\ntemplates:\n- runtime: n\n...\n"),
        ("--- null\n", "--- \ntemplates:\n- runtime: n\n"),
        ("null # c\n", " # c\ntemplates:\n- runtime: n\n"),
        ("# a\n~\n# b\n", "# a\ntemplates:\n- runtime: n\n# b\n"),
        ("# a\n{ }\n# b\n", "# a\ntemplates:\n- runtime: n\n# b\n"),
        ("a: 1\n", "a: 1\ntemplates:\n- runtime: n\n"),
        ("a: 1", "a: 1\ntemplates:\n- runtime: n"),
        ("a: 1\n# end\n\n", "a: 1\n# end\n\ntemplates:\n- runtime: n\n"),
        ("a: 1\n...\n# end\n", "a: 1\ntemplates:\n- runtime: n\n...\n# end\n"),
        ("a: |+\n  b\n\n", "a: |+\n  b\n\ntemplates:\n- runtime: n\n"),
        ("a:\n- b\n", "a:\n- b\ntemplates:\n- runtime: n\n"),
        ("a:\n    - b\n", "a:\n    - b\ntemplates:\n    - runtime: n\n"),
        ("  a: 1\n  b: 2\n", "  a: 1\n  b: 2\n  templates:\n  - runtime: n\n"),
        ("a: 1\r\nb: 2\r\n", "a: 1\r\nb: 2\r\ntemplates:\r\n- runtime: n\r\n"),
        ("templates:\na: 1\n", "templates:\n- runtime: n\na: 1\n"),
        ("templates:", "templates:\n- runtime: n"),
        ("templates: # c\na: 1\n", "templates: # c\n- runtime: n\na: 1\n"),
        ("templates: ~ # c\na: 1\n", "templates: # c\n- runtime: n\na: 1\n"),
        ("templates: null\na: 1\n", "templates:\n- runtime: n\na: 1\n"),
        ("templates: []\na: 1\n", "templates:\n- runtime: n\na: 1\n"),
        ("templates:   [ ]   # c\na:\n- 1\n", "templates:   # c\n- runtime: n\na:\n- 1\n"),
        ("templates: [\n]\na: 1\n", "templates:\n- runtime: n\na: 1\n"),
        ("templates:\n  # none yet\n  []\na: 1\n", "templates:\n  # none yet\n- runtime: n\na: 1\n"),
        ("templates:\n  [] # none\na: 1\n", "templates:\n   # none\n- runtime: n\na: 1\n"),
        ('"templates" : []\n', '"templates" :\n- runtime: n\n'),
    ],
)
def test_list_is_opened(base: str, expected: str) -> None:
    new = [{"runtime": "n"}]
    assert spliced(base, new) == expected
    assert spliced(expected, new, keys("n")) == expected
    assert spliced(expected, OTHER, keys("n")) == spliced(base, OTHER)
    assert spliced(base, []) == base


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        ("templates:\n- runtime: o\n", "templates: []\n"),
        ("templates:\n- runtime: o", "templates: []"),
        (
            "templates: # key\n\n  # above\n  - runtime: o # c\n    a: |\n      b\n\n  # below\n",
            "templates: [] # key\n\n  # above\n\n  # below\n",
        ),
        ("a: 1\n'templates' :\n- runtime: o\n- runtime: o2\nb: 2\n", "a: 1\n'templates' : []\nb: 2\n"),
        ("templates: [{runtime: o}]\n", "templates: []\n"),
        ("{templates: [{runtime: o}, {runtime: o2}, ], a: 1}\n", "{templates: [], a: 1}\n"),
    ],
)
def test_emptied_list_says_so(base: str, expected: str) -> None:
    assert spliced(base, [], keys("o", "o2")) == expected


# --- lists in brackets --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        ("templates: [{runtime: p}]\n", 'templates: [{runtime: p}, {"runtime": "n"}]\n'),
        ("templates: [{runtime: p}, ] # c\n", 'templates: [{runtime: p}, {"runtime": "n"}, ] # c\n'),
        ("templates: [runtime: p]\n", 'templates: [runtime: p, {"runtime": "n"}]\n'),
        ("templates: [runtime: p , ]\n", 'templates: [runtime: p, {"runtime": "n"} , ]\n'),
        ("templates: [p, q\n  , r # last\n]\n", 'templates: [p, q\n  , r, {"runtime": "n"} # last\n]\n'),
        ("templates: &a []\n", 'templates: &a [{"runtime": "n"}]\n'),
        ("templates: [ # none\n]\n", 'templates: [ # none\n{"runtime": "n"}]\n'),
        ("{templates: []}\n", '{templates: [{"runtime": "n"}]}\n'),
        ('{"templates": null, "a": 1}', '{"templates": [{"runtime": "n"}], "a": 1}'),
        ("{templates: , a: 1}", '{templates: [{"runtime": "n"}], a: 1}'),
        ('{"a": 1}', '{"a": 1, "templates": [{"runtime": "n"}]}'),
        ('{"a": [1],\n}\n', '{"a": [1], "templates": [{"runtime": "n"}],\n}\n'),
        ("--- {}\n", '--- {"templates": [{"runtime": "n"}]}\n'),
        ("{ # none\n}\n", '{ # none\n"templates": [{"runtime": "n"}]}\n'),
    ],
)
def test_list_in_brackets(base: str, expected: str) -> None:
    new = [{"runtime": "n"}]
    assert spliced(base, new) == expected
    assert spliced(expected, new, keys("n")) == expected
    if "templates" in base and "null" not in base and ": ," not in base:
        assert spliced(expected, [], keys("n")) == base


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        ("templates: [{runtime: o}, {runtime: p}]\n", "templates: [{runtime: p}]\n"),
        ("templates: [{runtime: p}, {runtime: o}, q]\n", "templates: [{runtime: p}, q]\n"),
        ("templates: [{runtime: o}, {runtime: o2}, p]\n", "templates: [p]\n"),
        (
            "templates: [p, # about, p\n  {runtime: o}, # about o\n  q]\n",
            "templates: [p # about, p\n  , # about o\n  q]\n",
        ),
        ("templates: [{runtime: o} # about, o\n , p]\n", "templates: [ # about, o\n  p]\n"),
    ],
)
def test_ours_leave_brackets(base: str, expected: str) -> None:
    result = spliced(base, [], keys("o", "o2"))
    assert result == expected
    value = yaml.safe_load(base)["templates"]
    assert yaml.safe_load(result)["templates"] == [v for v in value if v not in ({"runtime": "o"}, {"runtime": "o2"})]


FLOW_ITEMS = [
    "{{runtime: {name}}}",
    "runtime: {name}",
    "{{ 'runtime': \"{name}\", a: [b, c] }}",
    "{{runtime: {name}, b: 'x, # y'}}",
]
SEPARATORS = [", ", ",", " , ", ",\n  ", "\n  , ", ", # c, d\n    ", " # e\n  ,\n  # f\n  "]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(FLOW_ITEMS), st.booleans(), st.sampled_from(SEPARATORS)), min_size=1, max_size=6)
)
def test_brackets_keep_the_platforms_text(fragments: list[tuple[str, bool, str]]) -> None:
    names = [f"ours{n}" if ours else f"platform{n}" for n, (_, ours, _) in enumerate(fragments)]
    items = [item.format(name=name) for name, (item, _, _) in zip(names, fragments, strict=True)]
    listed = "".join(item + separator for item, (_, _, separator) in zip(items, fragments, strict=True))
    base = f"# head\ntemplates: [{listed}] # tail\nafter: 0o17\n"
    ours = keys(*(name for name in names if name.startswith("ours")))
    result = spliced(base, NEW, ours)
    kept = [value for value, name in zip(yaml.safe_load(base)["templates"], names, strict=True) if (name,) not in ours]
    assert yaml.safe_load(result) == {"templates": kept + NEW, "after": "0o17"}
    assert result.startswith("# head\ntemplates: [")
    assert result.endswith("] # tail\nafter: 0o17\n")
    assert result.count("#") - base.count("#") == sum("#" in json.dumps(value) for value in NEW) - sum(
        "#" in item for item, name in zip(items, names, strict=True) if (name,) in ours
    )
    assert all(item in result for item, name in zip(items, names, strict=True) if (name,) not in ours)
    added = keys("new-a", "new-b")
    assert spliced(result, NEW, added) == result
    assert spliced(result, [], added) == spliced(base, [], ours)
    assert ours or spliced(result, [], added) == base


JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**9), 10**9)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", min_size=1, max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.text("xyz", min_size=1, max_size=3), JSON_VALUES, max_size=3))
def test_entries_in_brackets_are_read_back(value: dict[str, Any]) -> None:
    entry = {"runtime": "n"} | value
    assert yaml.safe_load(spliced("templates: [p]\n", [entry])) == {"templates": ["p", entry]}


def test_go_reads_entries_in_brackets() -> None:
    entry = {"runtime": "n", "a": 'x\n\t"\\/\x7f\x85\u2028\ufeff🚀é', "f": 1e20, "g": 0.5, "n": None, "b": [True, []]}
    text = spliced("templates: [p]\n", [entry])
    assert ask("yamlread", [text]) == [{"json": {"templates": ["p", entry]}}]
    assert text.count("\n") == 1
    assert yaml.safe_load(text) == {"templates": ["p", entry]}


# --- entries that may replace others -----------------------------------------------------------------------------------


def test_platforms_entry_is_overwritten_only_on_request() -> None:
    base = "templates:\n- runtime: a\n# about vllm\n- runtime: vllm # c\n  x: 1\n# about b\n- runtime: b\n"
    new = [{"runtime": "vllm", "y": 2}]
    message = "'templates' already has an entry of the platform's for runtime 'vllm'"
    assert problem(base, new) == ("entry-exists", message, 4, 3)
    replaced = "templates:\n- runtime: a\n# about vllm\n- runtime: vllm\n  y: 2\n# about b\n- runtime: b\n"
    assert spliced(base, new, replace=True) == replaced
    assert spliced(replaced, new, keys("vllm"), replace=True) == replaced


def test_all_that_are_replaced_leave() -> None:
    base = "templates:\n- runtime: vllm\n- runtime: b\n- runtime: vllm\n"
    assert (
        spliced(base, [{"runtime": "vllm", "y": 2}], replace=True)
        == "templates:\n- runtime: vllm\n  y: 2\n- runtime: b\n"
    )


def test_replacing_in_brackets() -> None:
    base = "templates: [{runtime: vllm}, # c\n  p]\n"
    assert (
        spliced(base, [{"runtime": "vllm", "y": 2}], replace=True)
        == 'templates: [{"runtime": "vllm", "y": 2}, # c\n  p]\n'
    )


def test_replacing_needs_the_whole_entry() -> None:
    base = "deployment_templates:\n- match_runtimes: [a]\n  match_gpu_types: [x, y]\n"
    entry = NewEntry({"match_runtimes": ["a"], "match_gpu_types": ["y"]}, replace=True)
    result = splice(base, AGENTS, frozenset(), [entry], emit)
    assert isinstance(result, tuple)
    (found,) = result
    assert (found.rule, found.line, found.column) == ("entry-exists", 2, 3)
    assert found.message == (
        "'deployment_templates' already has an entry of the platform's for runtime 'a' and gpu type 'y', which is for others too"
    )


def test_what_may_replace_keeps_its_place_without_anything_to_replace() -> None:
    new = [NewEntry({"runtime": "a"}), NewEntry({"runtime": "b"}, replace=True)]
    first = splice("templates:\n- runtime: p\n", TEMPLATES, frozenset(), new, emit)
    assert isinstance(first, Spliced)
    assert first.text == "templates:\n- runtime: p\n- runtime: b\n- runtime: a\n"
    assert splice(first.text, TEMPLATES, first.entries, new, emit) == first


def test_all_that_stand_in_the_way_are_told_at_once() -> None:
    base = "templates:\n- runtime: a\n- runtime: b\n"
    result = splice(base, TEMPLATES, frozenset(), [NewEntry({"runtime": "b"}), NewEntry({"runtime": "a"})], emit)
    assert isinstance(result, tuple)
    assert [(found.rule, found.line) for found in result] == [("entry-exists", 3), ("entry-exists", 2)]


def test_ours_twice() -> None:
    base = "templates:\n- runtime: a\n- {runtime: a}\n"
    message = "'templates' has two entries for runtime 'a', and the annotation names one"
    assert problem(base, [], "a") == ("entry-repeated", message, 3, 3)


# --- what follows an entry and could become part of it -------------------------------------------------------------------

BLOCK_END = [{"runtime": "n", "z": "text\n"}]
KEEP_END = [{"runtime": "n", "z": "text\n\n"}]


@pytest.mark.parametrize(
    ("base", "new", "expected"),
    [
        ("templates:\n- p", BLOCK_END, 'templates:\n- p\n- {"runtime": "n", "z": "text\\n"}'),
        ("templates:\n- p\n\n# c\n", KEEP_END, 'templates:\n- p\n- {"runtime": "n", "z": "text\\n\\n"}\n\n# c\n'),
        (
            "templates:\n- p\n      # deep\n",
            BLOCK_END,
            'templates:\n- p\n- {"runtime": "n", "z": "text\\n"}\n      # deep\n',
        ),
        ("templates:\n- p\n# c\n", KEEP_END, "templates:\n- p\n- runtime: n\n  z: |+\n    text\n\n# c\n"),
        ("templates:\n- p\n\n# c\n", BLOCK_END, "templates:\n- p\n- runtime: n\n  z: |\n    text\n\n# c\n"),
    ],
)
def test_block_scalars_at_the_end_of_an_entry(base: str, new: list[dict[str, Any]], expected: str) -> None:
    assert spliced(base, new) == expected
    assert yaml.safe_load(expected)["templates"] == ["p", *new]
    assert spliced(expected, new, keys("n")) == expected
    assert spliced(expected, [], keys("n")) == base


def test_payload_that_ends_inside_a_block_scalar() -> None:
    message = "'templates' cannot be extended here without changing what stands around it"
    assert problem("templates:\n- a: |\n    b", [{"runtime": "n"}]) == ("live-base-shape", message, 2, 1)


# --- what cannot be extended ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "rule", "message", "line", "column"),
    [
        ("a: [", "live-base-syntax", "the payload is not valid YAML: did not find expected node content", 1, 5),
        (
            "a:\n\t- b\n",
            "live-base-syntax",
            "the payload is not valid YAML: found character that cannot start any token",
            2,
            1,
        ),
        ("a: é\x07", "live-base-syntax", "the payload is not valid YAML: a control character", 1, 5),
        ("a: \ud800", "live-base-syntax", "the payload is not valid YAML: half a surrogate pair", 1, 4),
        ("a: 1\n---\nb: 2\n", "live-base-syntax", "the payload holds several YAML documents", 2, 1),
        ("a: *b\n", "live-base-syntax", "the alias '*b' has no anchor before it", 1, 4),
        ("a: &b [*b]\n", "live-base-syntax", "the alias '*b' has no anchor before it", 1, 8),
        ("- a\n", "live-base-shape", "the payload is not a mapping, so it cannot have 'templates'", 1, 1),
        ("text\n", "live-base-shape", "the payload is not a mapping, so it cannot have 'templates'", 1, 1),
        (
            "templates: []\na: 1\n'templates': []\n",
            "live-base-shape",
            "the key 'templates' stands twice in the payload",
            3,
            1,
        ),
        ("templates: {a: b}\n", "live-base-shape", "'templates' is not a list", 1, 12),
        ("templates: ''\n", "live-base-shape", "'templates' is not a list", 1, 12),
        (
            "a: &a [b]\ntemplates: *a\n",
            "live-base-shape",
            "'templates' is the alias '*a', so it cannot be extended without changing the original",
            2,
            12,
        ),
        (
            "templates: &a\n- b\nc: *a\n",
            "live-base-shape",
            "the list 'templates' is repeated elsewhere by '*a', which would change with it",
            1,
            12,
        ),
        (
            "a: &a {templates: [b]}\n<<: *a\n",
            "live-base-shape",
            "'templates' comes from a merge key, so it cannot be extended where it is",
            1,
            19,
        ),
    ],
)
def test_what_cannot_be_extended(base: str, rule: str, message: str, line: int, column: int) -> None:
    assert problem(base, [{"runtime": "n"}]) == (rule, message, line, column)


def test_anchor_of_an_entry_that_leaves() -> None:
    base = "templates:\n- runtime: p\n- runtime: o\n  env: &env [a]\nother: *env\n"
    message = "an entry of 'templates' that is to leave has an anchor, and '*env' repeats it elsewhere"
    assert problem(base, [], "o") == ("live-base-shape", message, 3, 3)
    assert spliced("templates:\n- p\n- runtime: o\n  a: &b [c]\n  d: *b\n", [], keys("o")) == "templates:\n- p\n"


def test_names_are_read_through_aliases_and_merge_keys() -> None:
    base = "a: &a {runtime: x}\nb: &b {<<: [{c: 1}, *a]}\ntemplates:\n- *a\n- <<: *b\n  d: 1\n"
    result = splice(base, TEMPLATES, frozenset(), [NewEntry({"runtime": "x"})], emit)
    assert isinstance(result, tuple)
    assert [(found.rule, found.line, found.column) for found in result] == [
        ("entry-exists", 4, 3),
        ("entry-exists", 5, 3),
    ]


def test_first_item_beside_its_key() -> None:
    base = "? templates\n: - runtime: o\n  - runtime: p\n"
    message = "'templates' cannot be extended here without changing what stands around it"
    assert problem(base, [], "o") == ("live-base-shape", message, 2, 3)
    assert spliced(base, [{"runtime": "n"}], keys("p")) == "? templates\n: - runtime: o\n  - runtime: n\n"


def test_key_without_a_value_ends_its_item() -> None:
    base = "templates:\n- ? a\n  # c\n\nb: 1\n"
    assert spliced(base, [{"runtime": "n"}]) == "templates:\n- ? a\n- runtime: n\n  # c\n\nb: 1\n"


def test_line_breaks_that_only_old_yaml_knows() -> None:
    base = "templates:\n- p # c\u2028- q\x85# d\u2029\na: 1\n"
    assert yaml.safe_load(base) == {"templates": ["p", "q"], "a": 1}
    assert spliced(base, [{"runtime": "n"}]) == "templates:\n- p # c\u2028- q\x85- runtime: n\n# d\u2029\na: 1\n"


def test_hostile_payloads_end() -> None:
    deep = "[" * 100_000
    aliases = "a0: &a0 {x: y}\n" + "".join(f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}]}}\n" for n in range(1, 60))
    assert problem(deep, [])[1] == "the payload nests deeper than 100 levels"
    assert problem("a:\n" + "- " * 100_000, [])[1] == "the payload nests deeper than 100 levels"
    assert spliced(aliases + "templates:\n- *a59\n", [{"runtime": "n"}]).endswith("- *a59\n- runtime: n\n")
    many = "templates:\n" + "".join(f"- runtime: o{n % 9_000}\n" for n in range(10_000))
    result = splice(many, TEMPLATES, keys(*(f"o{n}" for n in range(9_000))), [], emit)
    assert isinstance(result, tuple)
    assert len(result) == 1_000
    wide = json.dumps([f"{n}" for n in range(20_000)])
    assert spliced(
        f"deployment_templates:\n- match_runtimes: {wide}\n  match_gpu_types: {wide}\n", [], entry_list=AGENTS
    )
