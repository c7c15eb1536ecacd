"""Names for kinds of deployments, as findings give them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from generator.hydra.twin.proof import Proof
from generator.hydra.twin.variables import ROLES, Deployment, Scalar

_PODS = {
    (False, False): "a single node",
    (False, True): "a single node with IS_LEADER=true",
    (True, True): "a leader",
    (True, False): "a worker",
}
_SIZES = ("TP_SIZE", "PP_SIZE")
_ANY = " with CUSTOM_ARGS"
_COUNTS: Mapping[frozenset[int], str] = {
    frozenset((0,)): " without CUSTOM_ARGS",
    frozenset((1,)): " with one argument in CUSTOM_ARGS",
    frozenset((2,)): " with two arguments in CUSTOM_ARGS",
    frozenset((0, 1)): " with less than two arguments in CUSTOM_ARGS",
    frozenset((0, 2)): " with none or two arguments in CUSTOM_ARGS",
}
_Sizes = tuple[Scalar, ...]


def told(proof: Proof, deployments: Iterable[Deployment]) -> str:
    """Return a name for some of a proof's kinds of deployments: `a leader and a worker with TP_SIZE=4`.

    It is `every deployment` only where nothing that a deployment may say could change the result.
    """
    return _named(proof, deployments) + _assumed(proof)


def told_with_args(proof: Proof, deployments: Iterable[Deployment]) -> str:
    """Return such a name, and of how many CUSTOM_ARGS it is so: `every deployment without CUSTOM_ARGS`."""
    counted: dict[int, list[Deployment]] = {}
    for each in deployments:
        counted.setdefault(len(each.custom_args), []).append(each)
    first = min(counted)
    alike = all(
        [each.values for each in found] == [each.values for each in counted[first]] for found in counted.values()
    )
    count = frozenset(counted) if alike else frozenset((first,))
    args = "" if count == proof.counts else _ANY if count == proof.counts - {0} else _COUNTS[count]
    return _named(proof, counted[first]) + args + _assumed(proof)


def _named(proof: Proof, deployments: Iterable[Deployment]) -> str:
    sizes: dict[str, set[_Sizes]] = {}
    for each in deployments:
        pod = _PODS[bool(each.values["IS_DISTRIBUTED"]), bool(each.values["IS_LEADER"])]
        sizes.setdefault(pod, set()).add(tuple(each.values[name] for name in _SIZES))
    if _PODS[False, False] in sizes:
        sizes.pop(_PODS[False, True], None)
    pods = len(ROLES) if "IS_DISTRIBUTED" in proof.varied else 1
    alike = len({frozenset(found) for found in sizes.values()}) == 1
    if alike and len(sizes) >= pods and _PODS[False, False] in sizes:
        return "every deployment" + _size(proof, "", sizes[_PODS[False, False]])
    named = [pod + _size(proof, pod, sizes[pod]) for pod in _PODS.values() if pod in sizes]
    return _listed(named, "and")


def _size(proof: Proof, pod: str, found: set[_Sizes]) -> str:
    """Say of which sizes; of one as an example where they are no table."""
    columns = [sorted({each[index] for each in found}) for index in range(len(_SIZES))]
    said = [
        f"{name}={_listed([str(value) for value in values], 'or')}"
        for name, values in zip(_SIZES, columns, strict=True)
        if len(values) < len(proof.varied.get(name, (None,)))
    ]
    example = ""
    if len(found) != len(columns[0]) * len(columns[1]):
        said = [f"{name}={value}" for name, value in zip(_SIZES, min(found, key=str), strict=True)]
        example = ", for instance"
    opening = " and" if " with " in pod and not example else " with"
    return f"{example}{opening} {' and '.join(said)}" if said else ""


def _assumed(proof: Proof) -> str:
    said = [f"{name}={value}" for name, value in proof.assumed.items()]
    return f" (with {' and '.join(said)})" if said else ""


def _listed(names: Sequence[str], word: str) -> str:
    return f" {word} ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
