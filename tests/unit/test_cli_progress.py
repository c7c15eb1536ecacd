"""The progress line: not at once, not too often, and gone at the end."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import chain, repeat

import pytest

from generator.cli.progress import progress_line

ERASE = "\r\x1b[K"


def shown(times: Iterator[float] | list[float], calls: list[tuple[int, int]], visible: bool = True) -> str:
    """Return what is written if the clock reads these times: at the start, then at each call."""
    stream, clock = io.StringIO(), iter(times)
    with progress_line(stream, "clusters compiled", visible, lambda: next(clock)) as progress:
        for done, total in calls:
            progress(done, total)
    return stream.getvalue()


def test_short_work_shows_nothing() -> None:
    assert shown([0, 0.5, 0.99], [(1, 2), (2, 2)]) == ""


def test_work_over_a_second_shows_how_far_it_is_and_erases_it() -> None:
    assert shown([0, 0.5, 1.0, 2.0], [(1, 9), (2, 9), (3, 9)]) == (
        f"{ERASE}2 of 9 clusters compiled{ERASE}3 of 9 clusters compiled{ERASE}"
    )


def test_a_thousand_calls_in_an_instant_are_one_line() -> None:
    calls = [(number, 1000) for number in range(1000)]
    assert shown(chain([0.0], repeat(5.0)), calls) == f"{ERASE}0 of 1000 clusters compiled{ERASE}"


def test_nothing_is_shown_where_nobody_looks() -> None:
    assert shown([0, 5, 9], [(1, 2), (2, 2)], visible=False) == ""


def test_an_interrupt_leaves_no_line() -> None:
    stream, clock = io.StringIO(), iter([0.0, 2.0])

    def work() -> None:
        with progress_line(stream, "clusters compiled", True, lambda: next(clock)) as progress:
            progress(1, 2)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work()
    assert stream.getvalue() == f"{ERASE}1 of 2 clusters compiled{ERASE}"
