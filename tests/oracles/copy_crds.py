"""Copies KServe's CRDs out of its Go module: `copy_crds.py VERSION DIRECTORY`.

The module's hash must be the one in kserve.sum, so that a changed download stops the run instead of the tests.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

MODULE = "github.com/kserve/kserve"
KINDS = ("clusterservingruntimes", "inferenceservices")


def pinned_sum(version: str) -> str:
    """Return the h1: hash that kserve.sum gives for a version. Raises KeyError for one that it does not list."""
    lines = (Path(__file__).parent / "kserve.sum").read_text("ascii").splitlines()
    return dict(line.split(" ", 1) for line in lines)[version]


def module_directory(version: str) -> Path:
    """Download the module unless Go's cache has it and return its directory. Exits when its hash is another."""
    command = ["go", "mod", "download", "-json", f"{MODULE}@v{version}"]
    answer = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
    if answer["Sum"] != pinned_sum(version):
        sys.exit(f"{MODULE}@v{version} has the hash {answer['Sum']}, kserve.sum says {pinned_sum(version)}")
    return Path(answer["Dir"])


def main(version: str, directory: Path) -> None:
    """Copy the CRDs of one version to `directory`/<kind>.yaml."""
    source = module_directory(version) / "config/crd/full"
    directory.mkdir(parents=True, exist_ok=True)
    for kind in KINDS:
        (directory / f"{kind}.yaml").write_bytes((source / f"serving.kserve.io_{kind}.yaml").read_bytes())


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
