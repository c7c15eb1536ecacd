"""Where definitions lie (DESIGN §2): the path of a file says its kind and its name."""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct, field

from generator.model import ServiceKey

FLEET_PATH = "servewright.yaml"
ACCELERATORS_PATH = "clusters/accelerators.yaml"

_PLACES = (
    (re.compile(r"runtimes/([^/]+)/runtime\.yaml"), "Runtime"),
    (re.compile(r"overlays/([^/]+)/overlay\.yaml"), "Overlay"),
    (re.compile(r"clusters/([^/]+)/cluster\.yaml"), "Cluster"),
    (re.compile(r"(overlays/[^/]+|clusters/[^/]+)/services/([^/]+)/([^/]+)\.yaml"), "ModelService"),
)
_FOLDER = re.compile(r"runtimes(/[^/]+)?|(overlays|clusters)(/[^/]+(/services(/[^/]+)?)?)?|clusters/[^/]+/live")
LIVE = re.compile(r"clusters/[^/]+/live/.+")
YAML_FILE = re.compile(r".*\.(yaml|yml|json)", re.IGNORECASE)


class Catalogue(Struct, frozen=True):
    """Which definition files there are: names and paths, nothing read yet."""

    fleet: str | None = None
    accelerators: str | None = None
    runtimes: Mapping[str, str] = field(default_factory=dict)
    overlays: Mapping[str, str] = field(default_factory=dict)
    clusters: Mapping[str, str] = field(default_factory=dict)
    services: Mapping[str, Mapping[ServiceKey, str]] = field(default_factory=dict)
    """Folder (clusters/x or overlays/y) to the services in it."""

    def shared(self) -> tuple[str, ...]:
        """Return the paths of what all clusters share: everything but the services of single clusters."""
        fixed = [path for path in (self.fleet, self.accelerators) if path is not None]
        brought = [
            path for folder, found in self.services.items() if folder.startswith("overlays/") for path in found.values()
        ]
        return (*fixed, *self.runtimes.values(), *self.overlays.values(), *self.clusters.values(), *brought)


def expected_kind(path: str) -> str:
    """Return the kind that a definition at this path must have."""
    if path == FLEET_PATH:
        return "Fleet"
    if path == ACCELERATORS_PATH:
        return "Accelerators"
    kind, _ = place_of(path)
    assert kind is not None, path
    return kind


def is_place(path: str) -> bool:
    """Say whether a definition is due at a path, or a folder in which definitions are due."""
    fixed = path in (FLEET_PATH, ACCELERATORS_PATH)
    return fixed or place_of(path)[0] is not None or _FOLDER.fullmatch(path) is not None


def place_of(path: str) -> tuple[str | None, tuple[str, ...]]:
    """Return the kind that is due at a path and the names in the path; None where no definition is due."""
    for pattern, kind in _PLACES:
        match = pattern.fullmatch(path)
        if match:
            return kind, match.groups()
    return None, ()
