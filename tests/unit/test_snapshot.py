"""A directory as first read: what belongs to it, what links may do, and what has changed since."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from generator.snapshot import Snapshot
from tests.trees import grow

FILES = {
    "servewright.yaml": b"fleet",
    "clusters/b/cluster.yaml": b"b",
    "clusters/a/cluster.yaml": b"a",
    "clusters/a/services/demo/x.yaml": b"x",
    "clusters/.hidden/cluster.yaml": b"hidden",
    "clusters/a/.cluster.yaml.swp": b"hidden",
    "scripts/launch.sh": b"serve",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return grow(tmp_path / "repo", FILES)


def test_files_are_listed_in_order_without_hidden_ones(root: Path) -> None:
    assert list(Snapshot(root).files("clusters")) == [
        "clusters/a/cluster.yaml",
        "clusters/a/services/demo/x.yaml",
        "clusters/b/cluster.yaml",
    ]


def test_a_file_is_listed_as_itself_and_what_is_not_there_not_at_all(root: Path) -> None:
    assert list(Snapshot(root).files("servewright.yaml")) == ["servewright.yaml"]
    assert list(Snapshot(root).files("overlays")) == []
    with pytest.raises(FileNotFoundError):
        Snapshot(root).read("overlays/x/overlay.yaml")


def test_definitions_are_all_but_scripts_elsewhere(root: Path) -> None:
    snapshot = Snapshot(root)
    assert next(iter(snapshot.definitions())) == "servewright.yaml"
    assert "scripts/launch.sh" not in set(snapshot.definitions())
    assert snapshot.read("scripts/launch.sh") == b"serve"
    assert snapshot.outside() == ("scripts/launch.sh",)


def test_a_link_inside_the_root_to_a_file_is_read(root: Path) -> None:
    (root / "clusters/b/services").mkdir()
    (root / "clusters/b/services/y.yaml").symlink_to("../../a/services/demo/x.yaml")
    snapshot = Snapshot(root)
    assert "clusters/b/services/y.yaml" in set(snapshot.files("clusters"))
    assert snapshot.read("clusters/b/services/y.yaml") == b"x"


@pytest.mark.parametrize("target", ["/etc/hostname", "../../../secret.yaml", "../../../repo-2/cluster.yaml"])
def test_a_link_out_of_the_root_is_not_part_of_it(root: Path, target: str) -> None:
    grow(root.parent, {"secret.yaml": b"secret", "repo-2/cluster.yaml": b"secret"})
    (root / "clusters/a/link.yaml").symlink_to(target)
    (root / "clusters/a/services/link").symlink_to(root.parent)
    snapshot = Snapshot(root)
    assert not [path for path in snapshot.files("clusters") if "link" in path]
    for path in ("clusters/a/link.yaml", "clusters/a/services/link/secret.yaml"):
        with pytest.raises(PermissionError, match="leads out of the repo"):
            Snapshot(root).read(path)


def test_a_definitions_folder_that_is_a_link_out_is_empty(root: Path) -> None:
    grow(root.parent / "elsewhere", {"x/overlay.yaml": b"o"})
    (root / "overlays").symlink_to("../elsewhere")
    assert list(Snapshot(root).files("overlays")) == []


def test_a_fleet_file_that_is_a_link_out_is_not_there(root: Path) -> None:
    grow(root.parent, {"secret.yaml": b"secret"})
    (root / "servewright.yaml").unlink()
    (root / "servewright.yaml").symlink_to("../secret.yaml")
    snapshot = Snapshot(root)
    assert list(snapshot.files("servewright.yaml")) == []
    with pytest.raises(PermissionError, match="leads out of the repo"):
        snapshot.read("servewright.yaml")


def test_links_that_lead_to_no_file_of_the_tree_are_told(root: Path) -> None:
    (root / "clusters/a/link.yaml").symlink_to("/etc/hostname")
    (root / "clusters/a/services/link").symlink_to("demo")
    (root / "clusters/b/cluster2.yaml").symlink_to("nowhere")
    (root / "clusters/b/fine.yaml").symlink_to("cluster.yaml")
    (root / "overlays").symlink_to("/etc")
    snapshot = Snapshot(root)
    assert snapshot.dead_links() == ()
    assert [list(snapshot.files(folder)) for folder in ("clusters", "overlays")][1] == []
    assert snapshot.dead_links() == (
        "clusters/a/link.yaml",
        "clusters/a/services/link",
        "clusters/b/cluster2.yaml",
        "overlays",
    )


def test_links_that_go_round_end(root: Path) -> None:
    (root / "clusters/a/self").symlink_to(".")
    (root / "clusters/a/up").symlink_to("..")
    (root / "clusters/a/b").symlink_to("../b")
    (root / "clusters/b/a").symlink_to("../a")
    (root / "clusters/a/nowhere.yaml").symlink_to("nowhere.yaml")
    assert list(Snapshot(root).files("clusters")) == list(
        Snapshot(grow(root.parent / "plain", FILES)).files("clusters")
    )


def test_what_is_no_file_is_not_waited_for(root: Path) -> None:
    os.mkfifo(root / "clusters/a/pipe.yaml")
    assert "clusters/a/pipe.yaml" not in set(Snapshot(root).files("clusters"))


def test_a_file_is_read_once_and_its_change_is_told(root: Path) -> None:
    snapshot = Snapshot(root)
    assert snapshot.read("clusters/a/cluster.yaml") == b"a"
    assert list(snapshot.files("clusters/b")) == ["clusters/b/cluster.yaml"]
    assert snapshot.changed() == ()
    grow(root, {"clusters/a/cluster.yaml": b"changed", "clusters/b/new.yaml": b"new"})
    assert snapshot.read("clusters/a/cluster.yaml") == b"a"
    assert list(snapshot.files("clusters/b")) == ["clusters/b/cluster.yaml"]
    assert set(snapshot.changed()) == {"clusters/a/cluster.yaml", "clusters/b"}


def test_a_removed_file_has_changed(root: Path) -> None:
    snapshot = Snapshot(root)
    snapshot.read("clusters/a/cluster.yaml")
    (root / "clusters/a/cluster.yaml").unlink()
    assert snapshot.changed() == ("clusters/a/cluster.yaml",)
