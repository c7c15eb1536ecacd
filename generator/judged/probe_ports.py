"""The ports that a container's probes and lifecycle handlers ask, and those that it lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from generator.place import Steps

PROBES = ("startupProbe", "readinessProbe", "livenessProbe")
HOOKS = ("postStart", "preStop")
_HANDLERS = ("httpGet", "tcpSocket", "grpc")
DEFAULT_PORT = 8080
"""What KServe's service and readiness probe ask of a container that lists none: createDefaultSvc and
setDefaultPodSpec, pkg/controller/v1beta1/inferenceservice/reconcilers of kserve/kserve."""


class PortUse(Struct, frozen=True):
    """A port that a handler asks: `steps` lead to it in the container, the first of them says which handler it is."""

    asker: str
    port: int | str
    steps: Steps
    elsewhere: bool
    """Whether another host is asked."""


def port_uses(container: Mapping[str, Any]) -> Iterator[PortUse]:
    """Yield the ports that a container's probes and lifecycle handlers ask, but for those that KServe fills in."""
    for name in PROBES:
        if container.get(name):
            yield from _asked(name, container[name], (name,))
    for name in HOOKS if container.get("lifecycle") else ():
        if container["lifecycle"].get(name):
            yield from _asked(name, container["lifecycle"][name], ("lifecycle", name))


def probed_ports(container: Mapping[str, Any]) -> Iterator[PortUse]:
    """Yield the ports of the container itself that its probes ask."""
    for name in PROBES:
        if container.get(name):
            yield from (use for use in _asked(name, container[name], (name,)) if not use.elsewhere)


def port_numbers(container: Mapping[str, Any]) -> tuple[int, ...]:
    """Return the numbers of the TCP ports that a container lists."""
    return tuple(
        port["containerPort"] for port in container.get("ports") or () if port.get("protocol") in (None, "", "TCP")
    )


def port_names(container: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of the ports that a container lists."""
    return tuple(port["name"] for port in container.get("ports") or () if port.get("name"))


def _asked(asker: str, handlers: Mapping[str, Any], steps: Steps) -> Iterator[PortUse]:
    for key in _HANDLERS:
        handler = handlers.get(key)
        if handler and handler.get("port"):
            yield PortUse(asker, handler["port"], (*steps, key, "port"), bool(handler.get("host")))
