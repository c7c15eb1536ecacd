"""README's tour prints what README says."""

from __future__ import annotations

from pathlib import Path

from tests.readme import README, commands, updated


def test_the_tour_prints_what_the_readme_says(tmp_path: Path) -> None:
    text = README.read_text()
    assert len(commands(text)) >= 8
    assert updated(text, tmp_path) == text
