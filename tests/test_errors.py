"""Bad input: each case of tests/errors shows the user exactly this."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.error_cases import CASES, Case, cases, misplaced, shown

ALL = cases()


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)
def test_a_case_is_told_in_full(case: Case, tmp_path: Path) -> None:
    root = case.written(tmp_path)
    told = case.told(root)
    assert told
    for diagnostic in told:
        assert f"{case.name}-".startswith(f"{diagnostic.rule}-"), f"{diagnostic.rule} is not what the case is called by"
        assert list(misplaced(root, diagnostic)) == []
        assert diagnostic.help[-1:] in (".", "?", '"', "'"), diagnostic.help
        assert not diagnostic.message.endswith((".", "!")), diagnostic.message
    assert shown(root, told) == case.expected


def test_the_cases_are_the_files_that_are_there() -> None:
    assert len(ALL) >= 200
    others = {path.name for path in CASES.iterdir()} - {case.path.name for case in ALL}
    assert others == {"hydra.fleet", "rich.fleet", "vllm-ascend.fleet"}
