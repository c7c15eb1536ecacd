"""`servewright schema`: the JSON Schemas of the definition language, for editors and other programs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from generator.cli.exit_code import ExitCode
from generator.cli.failure import Failure
from generator.cli.terminal import write_out

Schema = dict[str, Any]


def _complete_kind(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from generator.language import kinds

    return [CompletionItem(kind) for kind in kinds() if kind.lower().startswith(incomplete.lower())]


@click.command("schema", short_help="Print the JSON Schemas of the definitions.")
@click.argument("kind", required=False, metavar="[KIND]", shell_complete=_complete_kind)
@click.option(
    "-o", "--output", "folder", metavar="DIR", type=click.Path(), help="Write files into this folder instead of stdout."
)
def command(kind: str | None, folder: str | None) -> ExitCode:
    """Print the JSON Schema of a KIND of definition, in one piece.

    Without KIND, list the kinds; with -o, write the schemas of all kinds as files that refer to one another.
    """
    from generator.language import kinds, published_schemas

    files = published_schemas()
    named = {schema["title"]: name for name, schema in files.items() if schema.get("title") in kinds()}
    if kind is None:
        if folder is None:
            write_out(_listed({known: files[named[known]] for known in kinds()}))
        else:
            _write_all(Path(folder), files)
        return ExitCode.FINE
    file = named[_known(kind, kinds())]
    _print_or_write(file, _bundled(file, files), folder)
    return ExitCode.FINE


def _known(kind: str, kinds: tuple[str, ...]) -> str:
    for known in kinds:
        if known.lower() == kind.lower():
            return known
    from generator.cli.suggestion import suggestion

    raise Failure(f"no kind is called '{kind}'", suggestion(kind, kinds, f"the kinds are {', '.join(kinds)}"))


def _listed(schemas: Mapping[str, Schema]) -> str:
    from generator.cli.display import visible
    from generator.cli.table import aligned

    return aligned([[kind, visible(str(schema.get("description", "")))] for kind, schema in schemas.items()])


def _bundled(file: str, files: Mapping[str, Schema]) -> Schema:
    from generator.cli.schema_bundle import bundle

    return bundle(file, files)


def _print_or_write(file: str, schema: Schema, folder: str | None) -> None:
    if folder is None:
        write_out(_text(schema))
    else:
        _write_all(Path(folder), {file: schema})


def _text(schema: Schema) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _write_all(folder: Path, files: Mapping[str, Schema]) -> None:
    """Write each file whole or not at all: a reader never sees half of one."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, schema in files.items():
        _replace(folder / name, _text(schema).encode())


def _replace(target: Path, data: bytes) -> None:
    temporary = target.with_name(f".{target.name}.servewright-tmp")
    try:
        temporary.write_bytes(data)
        temporary.replace(target)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
