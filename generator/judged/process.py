"""A container's process as kubelet starts it: the words of its command line and its variables, and who says them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from msgspec import Struct

from generator.command_line.shell_command import script_index
from generator.judged.pods import Pod, PodContainer
from generator.kserve.container import CONTAINER
from generator.kserve.list_order import merged_order
from generator.place import Steps

_MATTER = ("command", "args", "env", "envFrom")
_SHEBANG = "#!"
_PLAIN_FIELDS = frozenset(
    (
        *("metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName"),
        *("status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs"),
    )
)
"""Fields of a pod that hold letters, digits and the signs of names and addresses only."""
TAKES_ARGS = frozenset((CONTAINER, "worker-container"))
"""The containers of a runtime to whose args KServe appends a service's."""


class Word(Struct, frozen=True, eq=False):
    """A word of a command line. `steps` lead to it in the judged object; None where the runtime says it for a service."""

    text: str
    steps: Steps | None


class Variable(Struct, frozen=True, eq=False):
    """An env entry: its text, None where it is taken from elsewhere. `steps` as of a word."""

    name: str
    text: str | None
    steps: Steps | None
    plain: bool = False
    """Whether it is a field of the pod that a shell reads as one word, whatever the cluster has there."""


class Process(Struct, frozen=True, eq=False, dict=True):
    """What kubelet starts a container with. `steps` lead to the container; the variables stand in the order in which
    kubelet fills them in."""

    name: str
    steps: Steps
    words: tuple[Word, ...]
    variables: tuple[Variable, ...]
    more_variables: bool
    """Whether ConfigMaps or Secrets bring variables whose names nobody here knows."""

    @cached_property
    def names(self) -> frozenset[str]:
        """Return the names of the variables."""
        return frozenset(variable.name for variable in self.variables)

    @cached_property
    def plain_names(self) -> frozenset[str]:
        """Return the names of the variables that are plain."""
        return frozenset(variable.name for variable in self.variables if variable.plain)

    @cached_property
    def script(self) -> int | None:
        """Return the index of the word that is a shell script."""
        return script_index([word.text for word in self.words])

    @cached_property
    def own_scripts(self) -> tuple[Word, ...]:
        """Return the scripts that the judged object writes: the one for the shell, and variables that hold one."""
        words = (self.words[self.script],) if self.script is not None else ()
        texts = ((each.text or "", each.steps) for each in self.variables)
        held = (Word(text, steps) for text, steps in texts if text.startswith(_SHEBANG))
        return tuple(word for word in (*words, *held) if word.steps is not None)


def own_process(name: str, container: Mapping[str, Any], steps: Steps) -> Process:
    """Return the process of a container that an object writes alone."""
    words = (
        Word(text, (*steps, key, index))
        for key in ("command", "args")
        for index, text in enumerate(container.get(key) or ())
    )
    variables = tuple(
        _variable(each, (*steps, "env", index, "value")) for index, each in enumerate(container.get("env") or ())
    )
    return Process(name, steps, tuple(words), variables, bool(container.get("envFrom")))


def service_processes(pods: Sequence[Pod]) -> Iterator[Process]:
    """Yield the processes of a service's pods of which it writes a part."""
    for pod in pods:
        for container in pod.containers:
            if any(container.own.get(key) for key in _MATTER):
                yield _merged_process(container)


def _merged_process(container: PodContainer) -> Process:
    base, own, steps = container.base, container.own, container.steps
    if container.value is own:
        return own_process(container.name, own, steps)
    words = (*_words("command", base, own, steps), *_words("args", base, own, steps))
    more = bool(base.get("envFrom") or own.get("envFrom"))
    return Process(container.name, steps, words, tuple(_variables(base, own, steps)), more)


def _words(key: str, base: Mapping[str, Any], own: Mapping[str, Any], steps: Steps) -> tuple[Word, ...]:
    """Return the words under a key: a service's command takes the place of the runtime's, its args follow."""
    said = tuple(Word(text, (*steps, key, index)) for index, text in enumerate(own.get(key) or ()))
    theirs = () if key == "command" and said else tuple(Word(text, None) for text in base.get(key) or ())
    return theirs + said


def _variables(base: Mapping[str, Any], own: Mapping[str, Any], steps: Steps) -> Iterator[Variable]:
    theirs = {each["name"]: each for each in base.get("env") or ()}
    ours = {each["name"]: (index, each) for index, each in enumerate(own.get("env") or ())}
    for name in merged_order(tuple(theirs), tuple(ours)):
        index, entry = ours.get(name, (None, theirs.get(name)))
        assert entry is not None
        # KServe leaves an empty value out before it merges.
        if index is None or (name in theirs and not entry.get("value") and "valueFrom" not in entry):
            yield _variable(theirs[name], None)
        else:
            yield _variable(entry, (*steps, "env", index, "value"))


def _variable(entry: Mapping[str, Any], steps: Steps | None) -> Variable:
    field = ((entry.get("valueFrom") or {}).get("fieldRef") or {}).get("fieldPath") or ""
    return Variable(entry["name"], entry.get("value"), steps, field in _PLAIN_FIELDS)
