"""What stands in for a container does to its command what kubelet does."""

from __future__ import annotations

import pytest

from tests.containers import expand


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("--port=$(PORT)", "--port=80"),
        ("$(PORT)$(PORT)", "8080"),
        ("$(NO)", "$(NO)"),
        ("$$(PORT)", "$(PORT)"),
        ("$$$(PORT)", "$80"),
        ("$$", "$"),
        ("$$$", "$$"),
        ("$", "$"),
        ("$(PORT", "$(PORT"),
        ("${PORT} $PORT $@ $#", "${PORT} $PORT $@ $#"),
        ("$(ls $(PORT))", "$(ls $(PORT))"),
        ("$(PO RT)", "ro"),
        ("$()", "$()"),
    ],
)
def test_kubelets_expansion(text: str, expected: str) -> None:
    assert expand(text, {"PORT": "80", "PO RT": "ro"}) == expected
