"""Each runtime that a worker has an image for has a template on the global cluster.

The list of templates on the global cluster is the list of runtimes that Hydra knows: an image for another one is never
asked for. A template may be as short as a name, if the image needs no command.

Example:
    metadata: {name: acme}
    spec:
      hydraAgent: {}
      hydraTemplate: {runtimeZH: Acme}     # sound; broken without it, unless Hydra brings a runtime of this name

Source: the platform's manual on custom runtimes: a runtime is added to `templates` on the global cluster first.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Severity
from generator.judged.hydra import HydraWorker
from generator.place import Span
from generator.rule import Rule
from generator.targets import Installed

RULE = Rule("hydra-missing-template", Severity.ERROR)


def check(worker: HydraWorker) -> Iterator[Diagnostic]:
    """Yield the runtimes that a worker has an image for and its global cluster no template."""
    cluster = worker.cluster
    assert cluster.hydra is not None
    for name in sorted(worker.imaged - worker.templates):
        platform = worker.platform_templates()
        if platform is None or name in platform:
            continue
        message = f"runtime '{name}' has an image for Hydra, and no template on {cluster.hydra.global_cluster}"
        help_text = (
            "Write hydraLaunch or hydraTemplate in the runtime, in the release that the global cluster follows; "
            "hydraTemplate: {runtimeZH: …} is enough where the image needs no command."
        )
        yield Diagnostic(RULE.id, message, _span(worker.runtimes[name]), help_text, RULE.severity)


def _span(installed: tuple[Installed, ...]) -> Span:
    """Return where the runtime says that it has a part on Hydra's workers."""
    for layer in installed[0].below:
        if "hydraAgent" in layer.value and layer.document is installed[0].runtime.document:
            return layer.document.mark((*layer.steps, "hydraAgent")).key
    return installed[0].runtime.document.mark(("metadata", "name")).value
