"""`servewright preview hydra`: the containers that Hydra makes of a runtime on a worker cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from generator.cli.compilation import compiled
from generator.cli.exit_code import ExitCode, blocks
from generator.cli.failure import Failure
from generator.cli.findings import closing_line, rendered
from generator.cli.fleet import fleet_root, runtime_names, selected_clusters
from generator.cli.options import chosen_format, complete_cluster, format_option, root_option
from generator.cli.terminal import write_err, write_out

if TYPE_CHECKING:
    from generator.hydra.twin.variables import Scalar


def _complete_runtime(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    try:
        names = runtime_names(fleet_root(ctx.params.get("root")))
    except Failure:
        return []
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]


def _complete_variable(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from generator.hydra.twin.variables import VARIABLES

    return [CompletionItem(f"{name}=") for name in VARIABLES if name.startswith(incomplete)]


@click.command("hydra", short_help="The containers that Hydra makes of a runtime.")
@click.argument("runtime", metavar="RUNTIME", shell_complete=_complete_runtime)
@click.option(
    "--cluster",
    metavar="NAME",
    shell_complete=complete_cluster,
    help="The worker cluster. Default: the one that lists the runtime, if there is one only.",
)
@click.option(
    "--gpu-type",
    metavar="TYPE",
    help="Hydra's GPU type, which picks the image. Default: the worker's own, if that leaves one image.",
)
@click.option(
    "--set",
    "settings",
    metavar="NAME=VALUE",
    multiple=True,
    shell_complete=_complete_variable,
    help="A variable's value, as TP_SIZE=2 or IS_DISTRIBUTED=true; may be given several times.",
)
@click.option(
    "--arg",
    "arguments",
    metavar="ARG",
    multiple=True,
    help="An argument of the deployment, as --arg=--max-model-len=8192; may be given several times.",
)
@click.option("--levels", is_flag=True, help="Command and args after each level: ConfigMap, Hydra, kubelet.")
@click.option(
    "-o", "--output", type=click.Choice(["yaml", "json"]), default="yaml", help="How to write the containers."
)
@root_option
@format_option
@click.pass_context
def command(
    ctx: click.Context,
    runtime: str,
    cluster: str | None,
    gpu_type: str | None,
    settings: tuple[str, ...],
    arguments: tuple[str, ...],
    levels: bool,
    output: str,
    root: str | None,
) -> ExitCode:
    """Print the pods that Hydra makes of RUNTIME on a worker cluster: a single node's, a leader's and a worker's.

    The runtime's template and the worker's image are those that the definitions compile to, the platform's own
    included. --set IS_DISTRIBUTED and IS_LEADER pick one of the pods. What only Hydra and the cluster know (the
    container's name, its resources, the model's volume) is left out.

    The pods go to stdout. What is wrong with the definitions goes to stderr, whatever the format, and gives exit code 1;
    notes on what the pods do not show go there too.
    """
    from generator.cli.hydra_pods import made, shown
    from generator.cli.hydra_remarks import remarks
    from generator.cli.hydra_worker import hydra_worker
    from generator.snapshot import Snapshot

    values = _values(settings)
    folder = fleet_root(root)
    tree = Snapshot(folder)
    named = selected_clusters(folder, () if cluster is None else (cluster,))
    worker = hydra_worker(tree, runtime, named)
    result = compiled(tree, worker.clusters, 1)
    if result.diagnostics:
        write_err(rendered(result.diagnostics, (), tree, folder, chosen_format(ctx)))
        write_err(closing_line(result.diagnostics, len(result.clusters)) + "\n")
    code = ExitCode.FINDINGS if blocks(result.diagnostics, strict=False) else ExitCode.FINE
    try:
        entries = worker.entries(result.outputs, gpu_type)
    except Failure:
        # What the definitions lack has been told, and is why there is nothing to show.
        if code is ExitCode.FINDINGS:
            return code
        raise
    if entries is not None:
        pods = made(entries, values, arguments)
        write_err("".join(f"note: {remark}\n" for remark in remarks(entries, values, pods)))
        write_out(shown(pods, levels, output))
    return code


def _values(settings: tuple[str, ...]) -> dict[str, Scalar]:
    from generator.cli.suggestion import suggestion
    from generator.hydra.twin.variables import VARIABLES, Unreadable, read_value

    values: dict[str, Scalar] = {}
    for setting in settings:
        name, equals, text = setting.partition("=")
        if not equals:
            raise Failure(f"--set {setting} has no value", "write it behind an equals sign: --set TP_SIZE=2")
        if name not in VARIABLES:
            advice = f"the variables are {', '.join(VARIABLES)}"
            raise Failure(f"Hydra has no variable '{name}'", suggestion(name.upper(), VARIABLES, advice))
        value = read_value(name, text)
        if isinstance(value, Unreadable):
            raise Failure(f"{name} is {value.due}, not '{text}'", value.help)
        values[name] = value
    return values
