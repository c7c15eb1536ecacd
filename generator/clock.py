"""How long each stage takes: the time of a stage inside another one counts for the inner one alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from time import perf_counter

from msgspec import Struct, field


class Clock(Struct):
    """Measures one process. `seconds` are by stage, in the order in which stages were first met."""

    seconds: dict[str, float] = field(default_factory=dict)
    _inner: list[float] = field(default_factory=lambda: [0.0])
    """The time that stages inside the running ones have taken, outermost first."""

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Measure what happens meanwhile."""
        start = perf_counter()
        self._inner.append(0.0)
        try:
            yield
        finally:
            whole = perf_counter() - start
            own = whole - self._inner.pop()
            self._inner[-1] += whole
            self.seconds[name] = self.seconds.get(name, 0.0) + own

    def add(self, seconds: Mapping[str, float]) -> None:
        """Take over what another process has measured."""
        for name, more in seconds.items():
            self.seconds[name] = self.seconds.get(name, 0.0) + more
