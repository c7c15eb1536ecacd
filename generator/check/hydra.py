"""Hydra's ConfigMaps to findings: what the twin makes of a runtime's templates, and what a worker lacks.

Rules run in rounds: what a text says is judged only where all of a runtime's texts can be parsed, and the commands that
it gives only where nothing is wrong with the texts, so that one mistake is told once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from generator.diagnostics import Diagnostic, has_errors
from generator.hydra.twin.written import RuntimeTemplate
from generator.judged.hydra import HydraConfigMap, HydraWorker

_STARTING = frozenset(("args", "command", "ports"))
"""Fields of container_template that say how the server starts."""


def template_findings(template: RuntimeTemplate, agents: Callable[[], frozenset[str]]) -> tuple[Diagnostic, ...]:
    """Return what is wrong with a runtime's template. `agents` gives the names of what agents put into environments."""
    # Go's templates are imported where a fleet has some, and not before.
    from generator.rules import (
        hydra_empty_branch,
        hydra_template_syntax,
        hydra_unknown_variable,
        hydra_unlike_types,
        unexpanded_reference,
    )

    unreadable = tuple(hydra_template_syntax.check(template))
    if unreadable or not template.is_readable:
        return unreadable
    texts = (hydra_unknown_variable, hydra_unlike_types, hydra_empty_branch)
    found = (
        *(diagnostic for rule in texts for diagnostic in rule.check(template)),
        *unexpanded_reference.check_template(template, agents),
    )
    return found if has_errors(found) else (*found, *_proved(template))


def _proved(template: RuntimeTemplate) -> Iterator[Diagnostic]:
    """Yield what is wrong with what a template gives, in rounds too."""
    from generator.hydra.twin.proof import Proof
    from generator.rules import (
        hydra_custom_args,
        hydra_empty_command,
        hydra_list_arguments,
        hydra_port,
        hydra_printf,
        hydra_shell_script,
        hydra_template_fails,
        literal_secret,
        oversized_argument,
        unpinned_image,
    )

    proof = Proof(template)
    yield from literal_secret.check_template(proof)
    yield from unpinned_image.check_template(template)
    rounds = (
        (hydra_template_fails.check, hydra_printf.check, oversized_argument.check_template),
        (hydra_shell_script.check,),
        (hydra_empty_command.check,),
        (hydra_list_arguments.check, hydra_custom_args.check, hydra_port.check),
    )
    for checks in rounds:
        found = tuple(diagnostic for check in checks for diagnostic in check(proof))
        yield from found
        if has_errors(found):
            return


def config_map_findings(config_map: HydraConfigMap) -> Iterator[Diagnostic]:
    """Yield what is wrong with a ConfigMap as a whole."""
    from generator.rules import flux_substitution, hydra_config_map_size, hydra_stale_base

    yield from hydra_stale_base.check(config_map)
    yield from hydra_config_map_size.check(config_map)
    yield from flux_substitution.check_config_map(config_map)


def worker_findings(worker: HydraWorker) -> Iterator[Diagnostic]:
    """Yield the runtimes that a worker has only one half of, a name without image or an image without template, and what
    is wrong with that which its agent starts."""
    from generator.rules import (
        disallowed_registry,
        hydra_missing_image,
        hydra_missing_template,
        hydra_open_entry,
        hydra_version_mismatch,
        literal_secret,
        unpinned_image,
    )

    yield from hydra_missing_image.check(worker)
    yield from hydra_missing_template.check(worker)
    yield from hydra_open_entry.check(worker)
    yield from hydra_version_mismatch.check(worker)
    if any(not _STARTING.isdisjoint(each.template) for each in worker.containers):
        yield from _started_findings(worker)
    yield from disallowed_registry.check_worker(worker)
    yield from unpinned_image.check_worker(worker)
    yield from literal_secret.check_worker(worker)


def _started_findings(worker: HydraWorker) -> Iterator[Diagnostic]:
    """Yield what is wrong with the commands, arguments and ports of a worker's agent."""
    from generator.rules import hydra_agent_arguments, hydra_agent_command, hydra_list_arguments, hydra_port

    yield from hydra_agent_arguments.check(worker)
    yield from hydra_agent_command.check(worker)
    yield from hydra_list_arguments.check_worker(worker)
    yield from hydra_port.check_worker(worker)
