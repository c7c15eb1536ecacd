"""What unit tests share."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _no_say_of_the_caller(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep out what the shell or CI that runs the tests says of colour, width, checkouts and debugging."""
    for name in ("NO_COLOR", "FORCE_COLOR", "GITHUB_WORKSPACE", "SERVEWRIGHT_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "80")
