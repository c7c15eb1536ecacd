"""Which worker cluster a runtime is looked at on, and what Hydra's ConfigMaps hold for it there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from generator.cli.failure import Failure
from generator.cli.suggestion import suggestion
from generator.clock import Clock
from generator.compile.fleet import sound_documents
from generator.compile.hydra import hydra_runtimes
from generator.diagnostics import has_errors
from generator.hydra.payload import BOM, read
from generator.hydra.payload_value import payload_value
from generator.hydra.problem import SpliceProblem
from generator.hydra.twin.entries import (
    Agent,
    agent_problem,
    agents_for,
    fitting,
    template_named,
    template_problem,
)
from generator.load.definitions import catalogue
from generator.model import Cluster, ConfigMapKey, Fleet, HydraNames
from generator.tree import Tree
from generator.validate.fleet import build_fleet
from generator.workshop import Workshop
from generator.yaml.live import read_live


class HydraEntries(Struct, frozen=True, eq=False):
    """A runtime's entry of `templates`, and its entry of `deployment_templates` on a worker."""

    runtime: str
    cluster: str
    template: Mapping[str, Any]
    agent: Agent
    offered: frozenset[str]
    """The GPU types of the worker's accelerators."""
    builtin: bool
    """Whether Hydra brings the runtime."""


class ChosenWorker(Struct, frozen=True, eq=False):
    """A worker and its global cluster; without a worker, definitions whose mistakes are to be told."""

    runtime: str
    names: HydraNames
    cluster: Cluster | None

    @property
    def clusters(self) -> tuple[str, ...]:
        """The clusters to compile; none for all."""
        return () if self.cluster is None else (self.cluster.name, self._centre)

    def entries(self, outputs: Mapping[str, bytes], gpu_type: str | None) -> HydraEntries | None:
        """Return the runtime's entries in what was compiled, None where a ConfigMap could not be made. Raises Failure."""
        if self.cluster is None:
            return None
        templates = self._payload(outputs, self._centre, self.names.template)
        agents = self._payload(outputs, self.cluster.name, self.names.agent)
        if templates is None or agents is None:
            return None
        template = template_named(templates, self.runtime)
        if template is None:
            advice = f"write hydraTemplate or hydraLaunch in runtimes/{self.runtime}/runtime.yaml"
            raise Failure(f"the templates of cluster '{self._centre}' have none for '{self.runtime}'", advice)
        agent = self._agent(agents_for(agents, self.runtime), gpu_type)
        problem = template_problem(template) or agent_problem(agent)
        if problem is not None:
            advice = "mend the live ConfigMap that it stands in"
            raise Failure(f"what Hydra has for '{self.runtime}' cannot be read: {problem}", advice)
        builtin = self.runtime in self.names.builtins
        return HydraEntries(self.runtime, self.cluster.name, template, agent, self._offered, builtin)

    @property
    def _offered(self) -> frozenset[str]:
        assert self.cluster is not None
        types = (accelerator.hydra_gpu_type for accelerator in self.cluster.accelerators.values())
        return frozenset(gpu_type for gpu_type in types if gpu_type is not None)

    @property
    def _centre(self) -> str:
        assert self.cluster is not None
        assert self.cluster.hydra is not None
        return self.cluster.hydra.global_cluster

    def _payload(self, outputs: Mapping[str, bytes], cluster: str, names: ConfigMapKey) -> Any:
        """Return what Hydra reads in a ConfigMap, None where there is no such file."""
        path = f"{cluster}/configmaps/{self.names.namespace}/{names.name}.yaml"
        data = outputs.get(path)
        if data is None:
            return None
        document, _ = read_live(path, data)
        assert document is not None, f"{path} is of our own writing"
        payload = read(str(document.value["data"].get(names.key, "")).removeprefix(BOM))
        if isinstance(payload, SpliceProblem):
            problem = f"'{names.key}' of out/{path} cannot be read: {payload.message}"
            raise Failure(problem, "mend the patch that writes it")
        return payload_value(payload)

    def _agent(self, agents: Sequence[Agent], gpu_type: str | None) -> Agent:
        """Return the one entry that is meant. Raises Failure."""
        assert self.cluster is not None
        meant = fitting(agents, {gpu_type}) if gpu_type is not None else fitting(agents, self._offered) or agents
        types = sorted({name for agent in agents for name in agent.gpu_types})
        where = f"cluster '{self.cluster.name}'"
        if not agents:
            raise Failure(f"the agent of {where} has no image for '{self.runtime}'", _list_it(self.runtime, where))
        if not meant:
            problem = f"the agent of {where} has no image for '{self.runtime}' on GPU type '{gpu_type}'"
            raise Failure(problem, suggestion(gpu_type or "", types, f"it has images for {', '.join(types)}"))
        if len(meant) > 1:
            problem = f"the agent of {where} has {len(meant)} images for '{self.runtime}'"
            raise Failure(problem, f"say which with --gpu-type: {', '.join(types)}")
        return meant[0]


def hydra_worker(tree: Tree, runtime: str, named: Sequence[str]) -> ChosenWorker:
    """Return the worker that is named, or the only one that lists the runtime. Raises Failure."""
    listed, _ = catalogue(tree)
    documents, unsound = sound_documents(tree, listed.shared(), Clock())
    validated = build_fleet(listed, documents)
    fleet = validated.fleet
    workers = {name: cluster for name, cluster in fleet.clusters.items() if _is_worker(cluster)}
    broken = has_errors((*unsound, *validated.diagnostics))
    if broken and not (set(named) <= fleet.clusters.keys() and workers):
        return ChosenWorker(runtime, fleet.hydra, None)
    if not broken:
        _check_runtime(tree, fleet, runtime)
    return ChosenWorker(runtime, fleet.hydra, _chosen(workers, runtime, named))


def _is_worker(cluster: Cluster) -> bool:
    return cluster.hydra is not None and cluster.hydra.role == "worker"


def _check_runtime(tree: Tree, fleet: Fleet, runtime: str) -> None:
    known = hydra_runtimes(fleet, Workshop(tree))
    if runtime in known:
        return
    listed = f"Hydra has {', '.join(sorted(known))}"
    if runtime in fleet.runtime_names:
        raise Failure(f"runtime '{runtime}' has no template for Hydra", listed)
    raise Failure(f"no runtime is called '{runtime}'", suggestion(runtime, {*known, *fleet.runtime_names}, listed))


def _chosen(workers: Mapping[str, Cluster], runtime: str, named: Iterable[str]) -> Cluster:
    for name in named:
        if name not in workers:
            raise Failure(f"cluster '{name}' is no worker of Hydra", f"the workers are {', '.join(sorted(workers))}")
        return workers[name]
    listing = [cluster for cluster in workers.values() if runtime in cluster.runtimes] or list(workers.values())
    if not listing:
        raise Failure("no cluster is a worker of Hydra", "write hydra: {role: worker, global: …} in a cluster.yaml")
    if len(listing) > 1:
        names = ", ".join(sorted(cluster.name for cluster in listing))
        raise Failure(f"runtime '{runtime}' is on {len(listing)} workers", f"say which with --cluster: {names}")
    return listing[0]


def _list_it(runtime: str, where: str) -> str:
    return f"list the runtime in {where}, with hydraAgent: {{}} in runtimes/{runtime}/runtime.yaml"
