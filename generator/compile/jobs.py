"""Clusters over processes: each compiles what it takes; the first one gathers files, findings and effects."""

from __future__ import annotations

import os
import pickle
import select
import signal
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import pairwise

from msgspec import Struct, field

from generator.allowances import Allowance
from generator.diagnostics import Diagnostic
from generator.effects import Effects, effects_of_workshop
from generator.merge.findings import merge_findings
from generator.tree import Stamp
from generator.workshop import Workshop

_PAYS = 12
"""Clusters for which a further process is worth its start."""
_SHARE = 4
"""A portion is what is left, divided by the processes and by this: the last ones are single clusters."""
_MOST_PORTIONS = 16_000
"""Their numbers must fit into a pipe, which holds 64 KiB."""
_NUMBER = 2
"""Bytes of a number."""

CompileOne = Callable[[str, Workshop], tuple[dict[str, bytes], tuple[Diagnostic, ...]]]


class JobResult(Struct, frozen=True):
    """What one process made of its clusters."""

    outputs: dict[str, bytes]
    diagnostics: tuple[Diagnostic, ...]
    effects: Effects
    reads: dict[str, Stamp]
    """The files that it read, for telling whether they change."""
    allowances: tuple[Allowance, ...]
    """What its clusters' own services allow."""
    seconds: dict[str, float]
    """How long its stages took."""


class ProcessKilled(Exception):
    """Raised where a process that compiles clusters ends without an answer: something from outside has ended it."""


def run_jobs(
    one: CompileOne, names: Sequence[str], workshop: Workshop, jobs: int, progress: Callable[[int, int], None]
) -> Iterator[JobResult]:
    """Compile clusters on `jobs` processes (0: as many as pay), this one among them, and yield each one's result.

    Raises RuntimeError with the other process's traceback where one failed, ProcessKilled where one was killed.
    """
    count = min(jobs or os.cpu_count() or 1, max(1, len(names) // _PAYS) if not jobs else len(names) or 1)
    queue = _Queue.of(names, count)
    tally = _Tally(len(names), progress)
    children: list[_Child] = []
    # No Ctrl-C until all are started and the children ignore it: it would cut a fork short.
    unblocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        for _ in range(count - 1):
            children.append(_Child.start(one, queue, workshop, tally, children))
        signal.pthread_sigmask(signal.SIG_SETMASK, unblocked)
        yield _run(one, queue, workshop, tally.done_here)
        for child in children:
            yield child.result(tally)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, unblocked)
        queue.close()
        tally.close()
        for child in children:
            child.end()


def _run(one: CompileOne, names: Iterable[str], workshop: Workshop, told: Callable[[], None]) -> JobResult:
    outputs: dict[str, bytes] = {}
    diagnostics: list[Diagnostic] = []
    for name in names:
        texts, found = one(name, workshop)
        outputs.update(texts)
        diagnostics.extend(found)
        told()
    diagnostics.extend(merge_findings(workshop.notes, (*workshop.used.values(), *workshop.derived.values())))
    return JobResult(
        outputs,
        tuple(diagnostics),
        effects_of_workshop(workshop),
        workshop.tree.reads(),
        tuple(workshop.allowances),
        workshop.clock.seconds,
    )


class _Queue(Struct, frozen=True):
    """Clusters that all processes take from, some neighbours at a time, so that none is left waiting for another.

    The numbers of the portions stand in a pipe: what one process reads is gone for the others.
    """

    portions: tuple[Sequence[str], ...]
    end: int

    @staticmethod
    def of(names: Sequence[str], processes: int) -> _Queue:
        """Return a queue for so many processes."""
        bounds, least = [0], len(names) // _MOST_PORTIONS + 1
        while rest := len(names) - bounds[-1]:
            share = rest // (processes * _SHARE) if processes > 1 else rest
            bounds.append(bounds[-1] + min(rest, max(share, least)))
        end, start = os.pipe()
        with os.fdopen(start, "wb") as file:
            file.write(b"".join(number.to_bytes(_NUMBER, "big") for number in range(len(bounds) - 1)))
        return _Queue(tuple(names[first:last] for first, last in pairwise(bounds)), end)

    def __iter__(self) -> Iterator[str]:
        """Take clusters until none is left."""
        while number := os.read(self.end, _NUMBER):
            yield from self.portions[int.from_bytes(number, "big")]

    def close(self) -> None:
        """Give the pipe back."""
        os.close(self.end)


class _Tally(Struct):
    """Counts the clusters that are done. Children write a byte for each into a pipe that this process looks into."""

    total: int
    progress: Callable[[int, int], None]
    done: int = 0
    ends: tuple[int, int] = field(default_factory=os.pipe)

    def __post_init__(self) -> None:
        os.set_blocking(self.ends[0], False)

    def done_here(self) -> None:
        """Count a cluster of this process, and those of the others by now."""
        self.done += 1
        self.look()

    def done_elsewhere(self) -> None:
        """Tell the first process that a cluster of this one is done."""
        os.write(self.ends[1], b".")

    def look(self) -> None:
        """Count what the others have told, and tell how far all are."""
        with suppress(BlockingIOError):
            self.done += len(os.read(self.ends[0], 65536))
        self.progress(self.done, self.total)

    def close(self) -> None:
        """Give the pipe back."""
        for end in self.ends:
            os.close(end)


class _Child(Struct, frozen=True):
    """A process that compiles a share, and the end of the pipe where its answer arrives."""

    pid: int
    answer: int

    @staticmethod
    def start(one: CompileOne, queue: _Queue, workshop: Workshop, tally: _Tally, elders: Sequence[_Child]) -> _Child:
        """Fork. The child never returns: it answers and ends."""
        answer, end = os.pipe()
        pid = os.fork()
        if pid == 0:
            try:
                # Where it could read itself, it would wait for ever for a first process that was killed.
                for reading in (answer, tally.ends[0], *(elder.answer for elder in elders)):
                    os.close(reading)
                _answer(one, queue, workshop, tally, end)
            finally:
                os._exit(0)
        os.close(end)
        return _Child(pid, answer)

    def result(self, tally: _Tally) -> JobResult:
        """Wait for the answer, telling how far all are meanwhile."""
        while not select.select([self.answer], [], [], 0.1)[0]:
            tally.look()
        try:
            with os.fdopen(self.answer, "rb", closefd=False) as file:
                result = pickle.load(file)
        except (EOFError, pickle.UnpicklingError) as error:
            raise ProcessKilled from error
        if isinstance(result, str):
            raise RuntimeError(result)
        tally.look()
        answered: JobResult = result
        return answered

    def end(self) -> None:
        """End the process if it has not ended yet."""
        os.close(self.answer)
        os.kill(self.pid, signal.SIGTERM)
        os.waitpid(self.pid, 0)


def _answer(one: CompileOne, queue: _Queue, workshop: Workshop, tally: _Tally, end: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    workshop.clock.seconds.clear()
    try:
        data = pickle.dumps(_run(one, queue, workshop, tally.done_elsewhere), pickle.HIGHEST_PROTOCOL)
    except BaseException:
        data = pickle.dumps(traceback.format_exc())
    # Nobody listens where the first process was killed.
    with suppress(OSError), os.fdopen(end, "wb") as file:
        file.write(data)
