"""Copies files out of the Go module that holds them: `copy_files.py SOURCE VERSION DIRECTORY`.

The module's hash must be the one in SOURCE.sum, so that a changed download stops the run instead of the tests.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

SOURCES = {
    "kserve": (
        "github.com/kserve/kserve",
        {
            "clusterservingruntimes.yaml": "config/crd/full/serving.kserve.io_clusterservingruntimes.yaml",
            "inferenceservices.yaml": "config/crd/full/serving.kserve.io_inferenceservices.yaml",
        },
    ),
    "argocd": ("github.com/argoproj/argo-cd/v3", {"applicationset.yaml": "manifests/crds/applicationset-crd.yaml"}),
    # Go source whose one string is the JSON Schema of SARIF 2.1.0.
    "sarif": ("github.com/owenrumney/go-sarif/v3", {"schema.go": "pkg/report/v210/sarif/schema.go"}),
}
"""The module of each source, and where in it the files lie that are copied, by the name that they get."""


def pinned_sum(source: str, version: str) -> str:
    """Return the h1: hash that SOURCE.sum gives for a version. Raises KeyError for one that it does not list."""
    lines = (Path(__file__).parent / f"{source}.sum").read_text("ascii").splitlines()
    return dict(line.split(" ", 1) for line in lines)[version]


def module_directory(source: str, version: str) -> Path:
    """Download the module unless Go's cache has it and return its directory. Exits when its hash is another."""
    module = f"{SOURCES[source][0]}@v{version}"
    command = ["go", "mod", "download", "-json", module]
    answer = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
    if answer["Sum"] != pinned_sum(source, version):
        sys.exit(f"{module} has the hash {answer['Sum']}, {source}.sum says {pinned_sum(source, version)}")
    return Path(answer["Dir"])


def main(source: str, version: str, directory: Path) -> None:
    """Copy the files of one version to `directory`/<name>."""
    module = module_directory(source, version)
    directory.mkdir(parents=True, exist_ok=True)
    for name, path in SOURCES[source][1].items():
        (directory / name).write_bytes((module / path).read_bytes())


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
