"""The variables that Hydra gives to its templates: their types, and the values that a deployment has if it says none.

Source: the platform's manual (seed 000). Its list fixes MODEL_PATH, MODEL_HOST and MODEL_PORT; RAY_PORT and CUSTOM_ARGS
are used by its sample and missing from the list. It states no types: `gt .TP_SIZE 1` needs a number, `range
.CUSTOM_ARGS` a list, `if .IS_DISTRIBUTED` a truth value, and sizes and ports are taken for numbers. 6379 is where Ray's
head listens unless told otherwise (https://docs.ray.io/en/latest/cluster/cli.html#ray-start).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from msgspec import Struct

from generator.yaml.scalars import MAX_INT, MIN_INT

GoType = Literal["string", "int", "bool", "[]string"]
Scalar = str | int | bool

CUSTOM_ARGS = "CUSTOM_ARGS"
_INTEGER = re.compile(r"-?[0-9]+")
_LONGEST = 20
"""So many signs and digits has a number of 64 bits at most."""
_TRUTH = {"true": True, "false": False}


class Variable(Struct, frozen=True):
    """A variable: its type in Go, what it is, its value where a deployment says none, and whether it has no other."""

    type: GoType
    meaning: str
    default: Scalar = ""
    fixed: bool = False


VARIABLES: Mapping[str, Variable] = {
    "RUN_TIME": Variable("string", "the runtime's name"),
    "MODEL_NAME": Variable("string", "the model's name", "my-model"),
    "MODEL_ID": Variable("string", "the model's id", "my-model-id"),
    "MODEL_PATH": Variable("string", "where the model lies", "/data/serving-model", fixed=True),
    "MODEL_HOST": Variable("string", "the address that the server listens on", "0.0.0.0", fixed=True),
    "MODEL_PORT": Variable("int", "the port that the server listens on", 8000, fixed=True),
    "CLUSTER": Variable("string", "the worker cluster's name", "my-cluster"),
    "NAMESPACE": Variable("string", "the deployment's namespace", "default"),
    "IS_DISTRIBUTED": Variable("bool", "whether the model is served by several pods", False),
    "IS_LEADER": Variable("bool", "whether this is the leader of several pods", False),
    "TP_SIZE": Variable("int", "tensor parallel size", 1),
    "PP_SIZE": Variable("int", "pipeline parallel size", 1),
    "RAY_PORT": Variable("int", "the port of Ray's head", 6379),
    CUSTOM_ARGS: Variable("[]string", "the deployment's and the agent's own arguments"),
}

ROLES: Mapping[str, Mapping[str, bool]] = {
    "single": {"IS_DISTRIBUTED": False, "IS_LEADER": False},
    "leader": {"IS_DISTRIBUTED": True, "IS_LEADER": True},
    "worker": {"IS_DISTRIBUTED": True, "IS_LEADER": False},
}
"""The pods that a template is for, and the variables that tell them apart."""


def roles_of(values: Mapping[str, Scalar]) -> tuple[str, ...]:
    """Return the pods that a deployment may have which says some values of its own."""
    fitting = (
        name for name, own in ROLES.items() if all(values.get(key, value) == value for key, value in own.items())
    )
    return tuple(fitting) or ("single",)


class Deployment(Struct, frozen=True):
    """What one pod's template is filled in with: a value of each variable but CUSTOM_ARGS, and these."""

    values: Mapping[str, Scalar]
    custom_args: tuple[str, ...] = ()


def role_of(deployment: Deployment) -> str:
    """Return which of the pods a deployment's is. IS_LEADER says nothing of one that is alone."""
    values = deployment.values
    if not values["IS_DISTRIBUTED"]:
        return "single"
    return "leader" if values["IS_LEADER"] else "worker"


class Unreadable(Struct, frozen=True):
    """Why a text is no value of a variable: what is due, and how to write it."""

    due: str
    help: str


def deployment(runtime: str, values: Mapping[str, Scalar], custom_args: Sequence[str] = ()) -> Deployment:
    """Return a deployment of a runtime that says some values of its own."""
    defaults = {name: variable.default for name, variable in VARIABLES.items() if name != CUSTOM_ARGS}
    return Deployment(defaults | {"RUN_TIME": runtime} | dict(values), tuple(custom_args))


def read_value(name: str, text: str) -> Scalar | Unreadable:
    """Return the value of a known variable that a text says. CUSTOM_ARGS has no text of its own."""
    match VARIABLES[name].type:
        case "bool":
            return _TRUTH[text] if text in _TRUTH else Unreadable("true or false", f"write {name}=true or {name}=false")
        case "int":
            return _number(name, text)
        case "[]string":
            return Unreadable("a list", "give each argument by itself: --arg=--max-model-len=8192")
    return text


def _number(name: str, text: str) -> int | Unreadable:
    if not _INTEGER.fullmatch(text):
        return Unreadable("a whole number", f"write digits: {name}={VARIABLES[name].default}")
    if len(text) > _LONGEST or not MIN_INT <= int(text) <= MAX_INT:
        return Unreadable("a whole number of 64 bits", f"write one from {MIN_INT} to {MAX_INT}")
    return int(text)
