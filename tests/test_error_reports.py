"""What a run reports as a whole: all mistakes, each once, no more than them; folded over clusters; for a selection."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from generator.cli.exit_code import blocks
from tests.repo import API, FLEET, compiled, edited, findings, write_repo

CLUSTER = "clusters/one/cluster.yaml"
RUNTIME = "runtimes/server/runtime.yaml"
CHAT = "clusters/one/services/demo/chat.yaml"


def cluster(name: str, text: str = "") -> dict[str, str]:
    """Return a further cluster like FLEET's, with a service like FLEET's, and lines at its end."""
    return {
        f"clusters/{name}/cluster.yaml": FLEET[CLUSTER].replace("name: one", f"name: {name}") + text,
        f"clusters/{name}/services/demo/chat.yaml": FLEET[CHAT],
    }


def runtime(name: str, *, spec: str = "") -> dict[str, str]:
    """Return a further runtime like FLEET's, with lines at its end."""
    return {f"runtimes/{name}/runtime.yaml": FLEET[RUNTIME].replace("name: server", f"name: {name}") + spec}


def test_independent_mistakes_are_all_told_once_and_nothing_else(tmp_path: Path) -> None:
    """A broken runtime, overlay or cluster says nothing of what only refers to it."""
    services = {
        f"clusters/one/services/demo/{name}.yaml": FLEET[CHAT].replace("name: chat", f"name: {name}").replace(old, new)
        for name, old, new in (
            ("on-broken", "runtime: server", "runtime: broken"),
            ("on-typo", "runtime: server", "runtime: sever"),
            ("wrong-format", "model: {", "model: {modelFormat: {name: gguf}, "),
            ("no-name", "cluster.values.claim", "cluster.values.klaim"),
            ("no-yaml", "{count: 1}", "{count: 1"),
            ("talk", "count: 1", "count: 1, nmae: gpu"),
        )
    }
    files = {
        **services,
        **runtime("broken", spec="  zzz: 1\n"),
        **edited(CLUSTER, "runtimes: [{name: server}]", "runtimes: [{name: server}, {name: broken}]"),
        **cluster("two", "  overlays: [lost]\n"),
        **cluster("three", "  channel: [stable]\n"),
        "clusters/three/services/demo/chat.yaml": FLEET[CHAT].replace("predictor", "predicter"),
        "overlays/common/overlay.yaml": API + "kind: Overlay\nmetadata: {name: common}\nspec: {overlay: 1}\n",
        **cluster("four", "  overlays: [common]\n"),
        "clusters/five/cluster.yml": FLEET[CLUSTER],
    }
    assert findings(write_repo(tmp_path, files)) == [
        "clusters/five/cluster.yml:1:1 misplaced-file: this file lies where no definition is read",
        "clusters/one/services/demo/no-name.yaml:8:51 expression-unknown-name: 'cluster.values.klaim' does not exist",
        "clusters/one/services/demo/no-yaml.yaml:7:12 yaml-syntax: the mapping in braces goes on without ',' or is not "
        "closed by '}'",
        "clusters/one/services/demo/on-typo.yaml:5:12 unknown-runtime: there is no runtime 'sever'",
        "clusters/one/services/demo/talk.yaml:6:27 unknown-field: 'nmae' is not a field of spec.accelerator",
        "clusters/one/services/demo/wrong-format.yaml:8:33 unsupported-format: server-gpu does not support the model "
        "format 'gguf', so KServe would refuse the service",
        "clusters/three/cluster.yaml:10:12 wrong-type: 'channel' takes text, this is a list",
        "clusters/three/services/demo/chat.yaml:7:3 unknown-field: 'predicter' is not a field of spec",
        "clusters/two/cluster.yaml:10:14 unknown-overlay: there is no overlay 'lost'",
        "overlays/common/overlay.yaml:4:8 unknown-field: 'overlay' is not a field of spec",
        "runtimes/broken/runtime.yaml:14:3 unknown-field: 'zzz' is not a field of spec",
    ]


def test_a_runtime_that_does_not_fit_says_nothing_of_the_services_on_it(tmp_path: Path) -> None:
    files = edited(RUNTIME, "accelerators: [gpu]", "accelerators: [cpu]")
    assert [line.split()[1] for line in findings(write_repo(tmp_path, files))] == ["flavour-does-not-fit:"]


def test_a_missing_catalogue_is_told_where_its_names_stand(tmp_path: Path) -> None:
    found = findings(write_repo(tmp_path, {"clusters/accelerators.yaml": None}))
    assert found == ["clusters/one/cluster.yaml:7:25 unknown-accelerator: there is no accelerator 'gpu'"]


def test_a_broken_catalogue_says_nothing_of_its_names(tmp_path: Path) -> None:
    files = edited("clusters/accelerators.yaml", "label: nvidia", "lable: nvidia")
    found = findings(write_repo(tmp_path, files))
    assert found == [
        "clusters/accelerators.yaml:7:7 unknown-field: 'lable' is not a field of spec.accelerators[1]",
    ]


MANY = 300


def many(root: Path, files: dict[str, str], text: str = "") -> Path:
    """Write FLEET with some files and 300 further clusters that are like its own, but for their names."""
    for number in range(MANY):
        files = files | cluster(f"c{number:03}", text)
    return write_repo(root, files)


def test_a_typo_in_a_runtime_of_many_clusters_is_told_once(tmp_path: Path) -> None:
    [found] = compiled(many(tmp_path, edited(RUNTIME, "args: [serve]", "arks: [serve]"))).diagnostics
    assert (found.rule, found.span.path, found.span.line) == ("unknown-field", RUNTIME, 13)


def test_what_is_wrong_with_an_object_of_many_clusters_is_told_once_and_names_them(tmp_path: Path) -> None:
    files = edited(RUNTIME, "args: [serve]", "args: [serve]\n          volumeMounts: [{mountPath: /cache}]")
    [found] = compiled(many(tmp_path, files)).diagnostics
    assert (found.rule, found.span.path, found.span.line) == ("missing-field", RUNTIME, 14)
    assert found.clusters == (*(f"c{number:03}" for number in range(MANY)), "one")


def test_what_is_wrong_with_a_service_of_an_overlay_is_told_once(tmp_path: Path) -> None:
    files = {
        "overlays/common/overlay.yaml": API + "kind: Overlay\nmetadata: {name: common}\nspec: {}\n",
        "overlays/common/services/demo/shared.yaml": FLEET[CHAT]
        .replace("name: chat", "name: shared")
        .replace("count: 1", "count: 1, name: npu"),
    }
    [found] = compiled(many(tmp_path, files, "  overlays: [common]\n")).diagnostics
    assert (found.rule, len(found.clusters)) == ("unknown-accelerator", MANY)


def test_two_jobs_report_what_one_does(tmp_path: Path) -> None:
    files = edited(RUNTIME, "args: [serve]", "args: [serve]\n          env: [{name: A, value: null}]") | cluster(
        "two", "  clusterServingRuntime: {spec: {nodeSelector: null}}\n"
    )
    root = write_repo(tmp_path, files | cluster("three") | cluster("four"))
    alone = compiled(root).diagnostics
    assert [found.rule for found in alone] == ["no-effect", "null-in-new-item"]
    assert compiled(root, jobs=3).diagnostics == alone


def selected(tmp_path: Path, *names: str) -> list[str]:
    """Compile some of four clusters: one and two are sound, three has its own mistake and a broken runtime, four none.

    Returns the rules found with the paths that they are found at.
    """
    files = {
        **cluster("two"),
        **cluster("three", "  overlays: [strict]\n  zzz: 1\n"),
        **cluster("four"),
        "clusters/four/cluster.yaml": FLEET[CLUSTER].replace("name: one", "name: four") + "  overlays: [strict]\n",
        "overlays/strict/overlay.yaml": API
        + "kind: Overlay\nmetadata: {name: strict}\nspec: {runtimes: [{name: broken}]}\n",
        **runtime("broken", spec="  zzz: 1\n"),
        "runtimes/unused/runtime.yaml": "kind: [\n",
    }
    return [f"{found.rule} {found.span.path}" for found in compiled(write_repo(tmp_path, files), *names).diagnostics]


def test_a_selection_tells_what_concerns_it(tmp_path: Path) -> None:
    broken = "unknown-field runtimes/broken/runtime.yaml"
    assert selected(tmp_path / "a", "one", "two") == []
    assert selected(tmp_path / "b", "three") == ["unknown-field clusters/three/cluster.yaml"]
    assert selected(tmp_path / "c", "four") == [broken]
    assert selected(tmp_path / "d", "one", "four") == [broken]
    everything = ["unknown-field clusters/three/cluster.yaml", broken, "yaml-syntax runtimes/unused/runtime.yaml"]
    assert selected(tmp_path / "e") == everything


def test_a_selection_of_a_global_cluster_tells_what_its_workers_lack(tmp_path: Path) -> None:
    """Its templates are the union of theirs: one that cannot be read would lose its own."""
    hydra = "kind: Cluster\nmetadata: {name: %s}\nspec:\n  hydra: {role: %s, base: none}\n"
    files = {
        "clusters/centre/cluster.yaml": API + hydra % ("centre", "global"),
        "clusters/edge/cluster.yaml": API
        + hydra % ("edge", "worker, global: centre")
        + "  runtimes: [{name: broken}]\n",
        **runtime("broken", spec="  zzz: 1\n"),
        **cluster("two", "  zzz: 1\n"),
    }
    root = write_repo(tmp_path, files)
    told = [found.span.path for found in compiled(root, "centre").diagnostics]
    assert told == ["clusters/two/cluster.yaml", "runtimes/broken/runtime.yaml"]
    assert [found.span.path for found in compiled(root, "edge").diagnostics] == ["runtimes/broken/runtime.yaml"]
    assert compiled(root, "one").diagnostics == ()


def test_an_unknown_cluster_is_told_with_the_nearest(tmp_path: Path) -> None:
    [found] = compiled(write_repo(tmp_path, {}), "oen").diagnostics
    assert (found.rule, found.help) == ("unknown-cluster", "Did you mean 'one'? The clusters are: one.")


IDLE = "  clusterServingRuntime: {spec: {nodeSelector: null}}\n"


def test_effects_are_judged_for_the_whole_fleet_only(tmp_path: Path) -> None:
    root = write_repo(tmp_path, {CLUSTER: FLEET[CLUSTER] + IDLE} | cluster("two"))
    assert [line.split()[1] for line in findings(root)] == ["no-effect:"]
    assert findings(root, "one") == []


def test_a_removal_with_effect_on_one_cluster_is_none_without(tmp_path: Path) -> None:
    overlay = API + "kind: Overlay\nmetadata: {name: bare}\nspec:\n" + IDLE
    files = {
        "overlays/bare/overlay.yaml": overlay,
        CLUSTER: FLEET[CLUSTER] + "  overlays: [bare]\n",
        **cluster("two", "  overlays: [bare]\n"),
    }
    assert [line.split()[1] for line in findings(write_repo(tmp_path / "a", files))] == ["no-effect:"]
    selector = "  overlays: [chosen, bare]\n"
    files["overlays/chosen/overlay.yaml"] = API + dedent("""\
        kind: Overlay
        metadata: {name: chosen}
        spec: {clusterServingRuntime: {spec: {nodeSelector: {size: large}}}}
        """)
    files["clusters/two/cluster.yaml"] = FLEET[CLUSTER].replace("name: one", "name: two") + selector
    assert findings(write_repo(tmp_path / "b", files)) == []


def test_effects_are_not_judged_where_an_object_is_missing(tmp_path: Path) -> None:
    """A patch for a service that could not be made had no chance."""
    patch = "  patches: [{target: {kind: InferenceService}, patch: {spec: {predictor: {maxReplicas: 2}}}}]\n"
    files = {CLUSTER: FLEET[CLUSTER] + patch, **edited(CHAT, "runtime: server", "runtime: sever")}
    assert [line.split()[1] for line in findings(write_repo(tmp_path, files))] == ["unknown-runtime:"]


def test_a_release_that_no_channel_leads_to_is_not_judged(tmp_path: Path) -> None:
    releases = dedent("""\
          channels: {stable: r1}
          releases:
            - name: r1
            - name: r2
              clusterServingRuntime: {spec: {nodeSelector: null}}
              patches: [{target: {kind: InferenceService, name: none}, patch: {spec: null}}]
        """)
    files = {RUNTIME: FLEET[RUNTIME] + releases.replace("\n", "\n  ").join(("  ", "\n"))}
    assert findings(write_repo(tmp_path / "a", files)) == []
    followed = {RUNTIME: files[RUNTIME].replace("stable: r1", "stable: r2")}
    rules = [line.split()[1] for line in findings(write_repo(tmp_path / "b", followed))]
    assert rules == ["no-effect:", "no-effect:"]


def test_no_overlay_is_judged_that_nobody_lists(tmp_path: Path) -> None:
    files = {"overlays/bare/overlay.yaml": API + "kind: Overlay\nmetadata: {name: bare}\nspec:\n" + IDLE}
    assert findings(write_repo(tmp_path, files)) == []


def test_an_error_of_a_selected_cluster_blocks_and_one_of_another_does_not(tmp_path: Path) -> None:
    root = write_repo(tmp_path, cluster("two", "  zzz: 1\n"))
    assert not blocks(compiled(root, "one").diagnostics, strict=True)
    assert blocks(compiled(root, "two").diagnostics, strict=False)
