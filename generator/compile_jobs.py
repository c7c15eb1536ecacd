"""Clusters over processes: each compiles its share and hands back files, findings and effects."""

from __future__ import annotations

import multiprocessing
import os
import signal
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from generator.diagnostics import Diagnostic
from generator.effects import Effects, effects_of_workshop
from generator.merge_findings import merge_findings
from generator.source import Stamp
from generator.workshop import Workshop

_PAYS = 12
"""Clusters for which a further process is worth its start."""

CompileOne = Callable[[str, Workshop], tuple[dict[str, bytes], tuple[Diagnostic, ...]]]


@dataclass(frozen=True)
class JobResult:
    """What one process made of its clusters."""

    outputs: dict[str, bytes]
    diagnostics: tuple[Diagnostic, ...]
    effects: Effects
    reads: dict[str, Stamp]
    """The files that it read, for telling whether they change."""


class ProcessKilled(Exception):
    """Raised where a process that compiles clusters ends without an answer: something from outside has ended it."""


def run_jobs(
    one: CompileOne, names: Sequence[str], workshop: Workshop, jobs: int, progress: Callable[[int, int], None]
) -> Iterator[JobResult]:
    """Compile clusters on `jobs` processes (0: as many as pay) and yield each process's result.

    Raises RuntimeError with the other process's traceback where one failed, ProcessKilled where one was killed.
    """
    count = min(jobs or os.cpu_count() or 1, max(1, len(names) // _PAYS) if not jobs else len(names) or 1)
    if count <= 1:
        yield _run(one, names, workshop, lambda done: progress(done, len(names)))
        return
    yield from _run_forked(one, [names[start::count] for start in range(count)], workshop, len(names), progress)


def _run(one: CompileOne, names: Sequence[str], workshop: Workshop, told: Callable[[int], None]) -> JobResult:
    outputs: dict[str, bytes] = {}
    diagnostics: list[Diagnostic] = []
    for done, name in enumerate(names, 1):
        texts, found = one(name, workshop)
        outputs.update(texts)
        diagnostics.extend(found)
        told(done)
    diagnostics.extend(merge_findings(workshop.notes, workshop.used.values()))
    return JobResult(outputs, tuple(diagnostics), effects_of_workshop(workshop), workshop.tree.reads())


def _run_forked(
    one: CompileOne,
    shares: Sequence[Sequence[str]],
    workshop: Workshop,
    total: int,
    progress: Callable[[int, int], None],
) -> Iterator[JobResult]:
    # No Ctrl-C until all are started and the children ignore it: it would cut a fork short.
    unblocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    started = [_started(one, share, workshop) for share in shares]
    receivers = [receiver for _, receiver in started]
    done = dict.fromkeys(map(id, receivers), 0)
    try:
        signal.pthread_sigmask(signal.SIG_SETMASK, unblocked)
        while receivers:
            for receiver in [candidate for candidate in receivers if candidate in wait(receivers)]:
                message = _received(receiver)
                if isinstance(message, int):
                    done[id(receiver)] = message
                    progress(sum(done.values()), total)
                    continue
                receivers.remove(receiver)
                if isinstance(message, str):
                    raise RuntimeError(message)
                yield message
    finally:
        for process, _ in started:
            if receivers:
                process.terminate()
            process.join()


def _started(one: CompileOne, names: Sequence[str], workshop: Workshop) -> tuple[BaseProcess, Connection[Any, Any]]:
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_child, args=(one, names, workshop, sender), daemon=True)
    process.start()
    sender.close()
    return process, receiver


def _received(receiver: Connection[Any, Any]) -> Any:
    try:
        return receiver.recv()
    except EOFError as error:
        raise ProcessKilled from error


def _child(one: CompileOne, names: Sequence[str], workshop: Workshop, sender: Connection[Any, Any]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        sender.send(_run(one, names, workshop, sender.send))
    except BaseException:
        with suppress(OSError):  # Nobody listens where the first process was killed.
            sender.send(traceback.format_exc())
    finally:
        sender.close()
