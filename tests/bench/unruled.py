"""servewright without its rules: `python -m tests.bench.unruled ARGUMENTS`.

The rules are measured beside the rest of a build, which has a bar of its own: reading, checking every definition and
object against its types, merging, contracts, names, and writing.
"""

from __future__ import annotations

import generator.check.objects
import generator.compile.hydra
from generator.cli import command


def main() -> None:
    """Be the servewright command, with no rule that finds anything."""
    generator.check.objects.rule_findings = lambda *_: {}
    for name in ("template_findings", "worker_findings", "config_map_findings"):
        setattr(generator.compile.hydra, name, lambda *_: ())
    command()


if __name__ == "__main__":
    main()
