"""Answers of earlier whole runs, in the user's cache directory: what out/ was due to hold, and what was found.

An answer is kept under a digest of all that it depends on: the definitions' bytes, the options and the tool itself. The
cache never makes a run fail: what cannot be read, kept or believed is no answer.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any

from msgspec import Struct, to_builtins

from generator import __version__, cache_folder
from generator.diagnostics import Allowed, Diagnostic, Related, Severity
from generator.place import Span

_DIGEST_SIZE = 20
_DISTRIBUTION = (".dist-info", ".egg-info")


class CachedRun(Struct, frozen=True, eq=False):
    """What a whole run without errors gave: a digest of each file in out/ (path below out/ → hex), its warnings, what
    the definitions allow, and the rules that they make graver (id → severity)."""

    outputs: Mapping[str, str]
    diagnostics: tuple[Diagnostic, ...] = ()
    allowed: tuple[Allowed, ...] = ()
    severities: Mapping[str, str] = {}

    def gave(self, files: Mapping[str, bytes]) -> bool:
        """Say whether these are, byte for byte, the files that the run gave: path below out/ → bytes."""
        outputs = self.outputs
        return outputs.keys() == files.keys() and all(digest(data) == outputs[path] for path, data in files.items())


def digest(data: bytes) -> str:
    """Return the hex digest by which the cache knows the bytes of a file."""
    return blake2b(data, digest_size=_DIGEST_SIZE).hexdigest()


def key(definitions: Mapping[str, bytes], options: tuple[str, ...], tool: str) -> str:
    """Return the name of the answer for all files that a run reads (path → bytes), its options and `tool_digest()`."""
    paths = sorted(definitions)
    texts = (tool, str(len(options)), *options, *paths)
    return _digest_of([*map(os.fsencode, texts), *(definitions[path] for path in paths)])


def tool_digest() -> str:
    """Return a digest of what runs: version, Python, each file of this package, and the distributions installed.

    Files count by size and by the time of the last change of their inode, not by bytes: a cache must cost less than it
    saves. That time, unlike the one of the last write, cannot be set back.
    """
    package = Path(__file__).parent
    files = sorted(_files(str(package), ""))
    return _digest_of(map(os.fsencode, (__version__, sys.version, *files, *sorted(_distributions()))))


def load(key: str) -> CachedRun | None:
    """Return the answer kept under `key`, None if there is none that can be read and believed."""
    try:
        content = json.loads(cache_folder.read(_name(key)))
        return _run(content) if content["key"] == key else None
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None


def store(key: str, run: CachedRun) -> None:
    """Keep an answer under `key`, as far as the user's cache directory allows it."""
    diagnostics = [to_json(diagnostic) for diagnostic in run.diagnostics]
    allowed = [{"diagnostic": to_json(each.diagnostic), "reason": each.reason} for each in run.allowed]
    content = {
        "key": key,
        "outputs": dict(run.outputs),
        "diagnostics": diagnostics,
        "allowed": allowed,
        "severities": dict(run.severities),
    }
    with suppress(OSError):
        cache_folder.write(_name(key), json.dumps(content).encode())


def to_json(diagnostic: Diagnostic) -> dict[str, Any]:
    """Return a diagnostic as plain values that `from_json` takes back."""
    plain: dict[str, Any] = to_builtins(diagnostic)
    return plain


def from_json(content: Any) -> Diagnostic:
    """Return the diagnostic that `to_json` made plain. Raises TypeError, KeyError or ValueError for anything else."""
    return Diagnostic(
        rule=_text(content["rule"]),
        message=_text(content["message"]),
        span=_span(content["span"]),
        help=_text(content["help"]),
        severity=Severity(content["severity"]),
        related=tuple(Related(_span(each["span"]), _text(each["message"])) for each in _list(content["related"])),
        clusters=tuple(_text(name) for name in _list(content["clusters"])),
        differs=_count(content["differs"]),
    )


def _run(content: Any) -> CachedRun:
    diagnostics = tuple(from_json(each) for each in _list(content["diagnostics"]))
    allowed = (Allowed(from_json(each["diagnostic"]), _text(each["reason"])) for each in _list(content["allowed"]))
    return CachedRun(_texts(content["outputs"]), diagnostics, tuple(allowed), _texts(content["severities"]))


def _span(content: Any) -> Span:
    places = [content[name] for name in ("line", "column", "end_line", "end_column")]
    if not all(type(place) is int and place > 0 for place in places):
        raise TypeError(content)
    return Span(_text(content["path"]), *places)


def _count(content: Any) -> int:
    if type(content) is not int or content < 0:
        raise TypeError(content)
    return content


def _text(content: Any) -> str:
    if not isinstance(content, str):
        raise TypeError(content)
    return content


def _texts(content: Any) -> dict[str, str]:
    if not isinstance(content, dict):
        raise TypeError(content)
    return {name: _text(value) for name, value in content.items()}


def _list(content: Any) -> list[Any]:
    if not isinstance(content, list):
        raise TypeError(content)
    return content


def _name(key: str) -> str:
    return f"{key}.json"


def _digest_of(parts: Iterable[bytes]) -> str:
    hashed = blake2b(digest_size=_DIGEST_SIZE)
    for part in parts:
        # The length first, so that no two lists of parts are the same bytes.
        hashed.update(len(part).to_bytes(8, "big"))
        hashed.update(part)
    return hashed.hexdigest()


def _files(folder: str, prefix: str) -> Iterator[str]:
    """Yield a line for each file of the package, compiled ones aside: name, size and time."""
    with os.scandir(folder) as entries:
        for entry in entries:
            name = f"{prefix}{entry.name}"
            if entry.is_dir():
                if entry.name != "__pycache__":
                    yield from _files(entry.path, f"{name}/")
            else:
                status = entry.stat()
                yield f"{name} {status.st_size} {status.st_ctime_ns}"


def _distributions() -> Iterator[str]:
    """Yield the names, versions included, of what is installed: another parser may give another answer."""
    for folder in sys.path:
        with suppress(OSError), os.scandir(folder) as entries:
            yield from (entry.name for entry in entries if entry.name.endswith(_DISTRIBUTION))
