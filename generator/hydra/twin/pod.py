"""The pod's parts as Hydra makes them: a runtime's entry of `templates` and a worker's of `deployment_templates`.

Source: the platform's manual (seed 000) and its guide on custom GPU types, where container_template also has env. How
Hydra joins what both entries may say of the container is not stated; here the agent's say lies over the template's as
Kubernetes' strategic merge has it. The container's name, its resources and the volume that holds the model are
Hydra's own and not known.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.hydra.twin.started import Started, TemplateFailure, container_template, custom_args, start
from generator.hydra.twin.variables import Deployment
from generator.language import native_shape
from generator.merge.strategic import MergeNotes, merge

Entry = Mapping[str, Any]

_POD_FIELDS = {"initContainers": "initContainers", "podSecurityContext": "securityContext", "volumes": "volumes"}
"""Fields of podTemplate to fields of a pod's spec."""
_CONTAINER_FIELDS = ("ports", "securityContext", "volumeMounts")
_NO_FIELDS_OF_OURS = ("args", "image")


def pod_of(template: Entry, agent: Entry, deployment: Deployment) -> dict[str, Any] | TemplateFailure:
    """Return the spec of a pod of a deployment, as far as the two entries decide it.

    CUSTOM_ARGS are the deployment's and the agent's args; see `custom_args` for their order.
    """
    parts = template.get("podTemplate") or {}
    container = parts.get("containerTemplate") or {}
    agent_container = agent.get("container_template") or {}
    arguments = custom_args(deployment.custom_args, agent_container.get("args") or ())
    started = _started(container, Deployment(deployment.values, arguments))
    if isinstance(started, TemplateFailure):
        return started
    made = {key: container[key] for key in _CONTAINER_FIELDS if container.get(key)}
    over = {key: value for key, value in agent_container.items() if key not in _NO_FIELDS_OF_OURS}
    merged = merge(made, over, native_shape("HydraAgentContainer"), MergeNotes())
    said = {"command": list(started.command)} if started.command else {}
    said |= {"args": list(started.args)} if started.args else {}
    pod = {known: parts[key] for key, known in _POD_FIELDS.items() if parts.get(key)}
    return {"containers": [_image(agent_container) | merged | said]} | pod


def _started(container: Entry, deployment: Deployment) -> Started | TemplateFailure:
    template = container_template(container)
    return template if isinstance(template, TemplateFailure) else start(template, deployment)


def _image(container: Entry) -> dict[str, str]:
    """Return the image as one reference; none where the entry has none."""
    image = container.get("image") or {}
    name = "/".join(str(image[part]) for part in ("registry", "repository") if image.get(part))
    if not name:
        return {}
    return {"image": f"{name}:{image['tag']}" if image.get("tag") else name}
