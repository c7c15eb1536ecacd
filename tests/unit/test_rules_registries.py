"""A cluster's policy on registries: whose it is, what an entry allows, and what is judged by it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.repo import FLEET, findings, write_repo

CLUSTER = "clusters/one/cluster.yaml"
RUNTIME = "runtimes/server/runtime.yaml"
SERVICE = "clusters/one/services/demo/chat.yaml"
OVERLAY = "overlays/closed/overlay.yaml"
MODEL = '"pvc://${{ cluster.values.claim }}/chat"'
OURS = "docker.io/acme/server:1"


def refused(
    root: Path,
    *,
    policy: str = "[]",
    image: str = OURS,
    model: str = "pvc://m",
    cluster: str = "",
    fleet: str = "",
    service: str = "",
    runtime: str = "",
) -> list[str]:
    """Return the images that FLEET's policy refuses, by their full names."""
    own = f"  policy: {{allowedRegistries: {policy}}}\n" if policy else ""
    changed = {
        "servewright.yaml": FLEET["servewright.yaml"] + fleet,
        CLUSTER: FLEET[CLUSTER] + own + cluster,
        RUNTIME: FLEET[RUNTIME].replace(OURS, image) + runtime,
        SERVICE: FLEET[SERVICE].replace(MODEL, model) + service,
    }
    found = findings(write_repo(root, changed))
    assert all(" disallowed-registry: the image '" in line for line in found), found
    return sorted(line.split("'")[1] for line in found)


@pytest.mark.parametrize(
    ("policy", "image", "expected"),
    [
        ("[docker.io]", "docker.io/acme/server:1", []),
        ("[docker.io]", "acme/server:1", []),
        ("[docker.io]", "server:1", []),
        ("[docker.io/library]", "server:1", []),
        ("[library]", "server:1", []),
        ("[docker.io/library]", "acme/server:1", ["docker.io/acme/server"]),
        ("[docker.io/acme]", "acme/server:1", []),
        ("[acme]", "acme/server:1", []),
        ("[docker.io/acme/server]", "acme/server:1", []),
        # A prefix ends where a part of a name ends.
        ("[docker.io/acm]", "acme/server:1", ["docker.io/acme/server"]),
        ("[example.com]", "registry.example.com/server:1", ["registry.example.com/server"]),
        ("['example.com:5000']", "example.com:5000/server:1", []),
        ("['example.com:5000']", "example.com/server:1", ["example.com/server"]),
        ("[quay.io, ghcr.io/acme]", "ghcr.io/acme/server:1", []),
        ("[]", "quay.io/acme/server:1", ["quay.io/acme/server"]),
    ],
)
def test_an_entry_begins_full_names(policy: str, image: str, expected: list[str], tmp_path: Path) -> None:
    assert refused(tmp_path, policy=policy, image=image) == expected


def test_nothing_is_refused_where_no_policy_speaks(tmp_path: Path) -> None:
    assert refused(tmp_path, policy="") == []


def test_the_clusters_policy_takes_the_place_of_the_fleets(tmp_path: Path) -> None:
    fleet = "spec:\n  policy: {allowedRegistries: [quay.io]}\n"
    assert refused(tmp_path / "fleet", policy="", fleet=fleet) == ["docker.io/acme/server"]
    assert refused(tmp_path / "cluster", policy="[docker.io]", fleet=fleet) == []


def test_the_fleets_policy_is_filled_in_for_each_cluster(tmp_path: Path) -> None:
    two = FLEET[CLUSTER].replace("name: one", "name: two")
    changed = {
        "servewright.yaml": FLEET["servewright.yaml"]
        + 'spec:\n  policy: {allowedRegistries: ["docker.io/${{ cluster.name }}"]}\n',
        RUNTIME: FLEET[RUNTIME].replace(OURS, "docker.io/one/server:1"),
        "clusters/two/cluster.yaml": two,
        SERVICE: None,
    }
    (line,) = findings(write_repo(tmp_path, changed))
    assert line.startswith("runtimes/server/runtime.yaml:5:10 disallowed-registry: the image 'docker.io/one/server'")
    assert findings(tmp_path, "one") == []


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        # What a mirror gives is judged.
        (
            {
                "policy": "['mirror.example.com:5000']",
                "cluster": '  mirrors: {docker.io: "mirror.example.com:5000/hub"}\n',
            },
            [],
        ),
        # All images: sidecars, init containers, other components, workers, volumes, models.
        ({"runtime": "        - {name: side, image: quay.io/a/side:1}\n"}, ["quay.io/a/side"]),
        (
            {
                "runtime": "          volumeMounts: [{name: v, mountPath: /v}]\n"
                "      volumes: [{name: v, image: {reference: quay.io/a/volume:1}}]\n"
            },
            ["quay.io/a/volume"],
        ),
        (
            {"runtime": "      workerSpec: {containers: [{name: worker-container, image: quay.io/a/worker:1}]}\n"},
            ["quay.io/a/worker"],
        ),
        ({"service": "    initContainers: [{name: a, image: quay.io/a/init:1}]\n"}, ["quay.io/a/init"]),
        ({"service": "    containers: [{name: a, image: quay.io/a/side:1}]\n"}, ["quay.io/a/side"]),
        ({"service": "  transformer: {containers: [{name: a, image: quay.io/a/t:1}]}\n"}, ["quay.io/a/t"]),
        ({"model": "oci://quay.io/a/model:1"}, ["quay.io/a/model"]),
        ({"model": "s3://quay.io/a/model"}, []),
        ({"model": "pvc://m, image: quay.io/a/own:1"}, ["quay.io/a/own"]),
    ],
)
def test_every_image_is_judged(changed: dict[str, str], expected: list[str], tmp_path: Path) -> None:
    assert refused(tmp_path, **{"policy": "[docker.io]"} | changed) == expected
