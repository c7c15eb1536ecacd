"""The definition language, rule by rule: small repos in, objects out; every expected value is written by hand."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from tests.repo import API, FLEET, RUNTIME, SERVICE, compiled, edited, findings, objects, write_repo

CLUSTER = "clusters/one/cluster.yaml"
DEFINITION = "runtimes/server/runtime.yaml"
CHAT = "clusters/one/services/demo/chat.yaml"


def cluster(spec: str) -> dict[str, str]:
    return {CLUSTER: FLEET[CLUSTER] + "".join(f"  {line}\n" for line in dedent(spec).splitlines())}


def overlay(name: str, spec: str) -> dict[str, str]:
    body = "".join(f"  {line}\n" for line in dedent(spec).splitlines())
    return {f"overlays/{name}/overlay.yaml": f"{API}kind: Overlay\nmetadata: {{name: {name}}}\nspec:\n{body}"}


def container(runtime: Any) -> Any:
    return runtime["spec"]["containers"][0]


def test_the_smallest_fleet(tmp_path: Path) -> None:
    assert objects(write_repo(tmp_path, {})) == {
        RUNTIME: {
            "apiVersion": "serving.kserve.io/v1alpha1",
            "kind": "ClusterServingRuntime",
            "metadata": {
                "name": "server-gpu",
                "labels": {
                    "cpaas.io/runtime-class": "server",
                    "cpaas.io/accelerator-type": "nvidia",
                    "cpaas.io/cuda-version": "12.1",
                },
                "annotations": {"cpaas.io/display-name": "server-gpu"},
            },
            "spec": {
                "supportedModelFormats": [{"name": "onnx", "version": "1"}],
                "containers": [{"name": "kserve-container", "image": "docker.io/acme/server:1", "args": ["serve"]}],
            },
        },
        SERVICE: {
            "apiVersion": "serving.kserve.io/v1beta1",
            "kind": "InferenceService",
            "metadata": {
                "name": "chat",
                "namespace": "demo",
                "labels": {"aml.cpaas.io/runtime-type": "server"},
                "annotations": {"modelFormat": "onnx", "serving.kserve.io/deploymentMode": "Standard"},
            },
            "spec": {
                "predictor": {
                    "model": {
                        "runtime": "server-gpu",
                        "modelFormat": {"name": "onnx"},
                        "storageUri": "pvc://models/chat",
                        "resources": {"limits": {"nvidia.com/gpu": "1"}},
                    }
                }
            },
        },
    }


@pytest.mark.parametrize(
    ("version", "mode", "word"),
    [
        ("0.13", "Standard", "RawDeployment"),
        ("0.14", "Standard", "RawDeployment"),
        ("0.15", "Standard", "RawDeployment"),
        ("0.15", "Knative", "Serverless"),
        ("0.16", "Standard", "Standard"),
        ("0.17", "Standard", "Standard"),
        ("0.19", "Standard", "Standard"),
        ("0.20", "Knative", "Knative"),
    ],
)
def test_deployment_mode_is_written_in_the_word_of_the_clusters_kserve(
    tmp_path: Path, version: str, mode: str, word: str
) -> None:
    files = edited(CLUSTER, '"0.19"', f'"{version}"') | {CHAT: FLEET[CHAT] + f"  deploymentMode: {mode}\n"}
    service = objects(write_repo(tmp_path, files))[SERVICE]
    assert service["metadata"]["annotations"]["serving.kserve.io/deploymentMode"] == word


def test_upstream_gets_no_conventions_of_alauda(tmp_path: Path) -> None:
    made = objects(write_repo(tmp_path, edited(CLUSTER, "alauda", "upstream")))
    assert made[RUNTIME]["metadata"] == {"name": "server-gpu"}
    assert made[SERVICE]["metadata"] == {
        "name": "chat",
        "namespace": "demo",
        "annotations": {"serving.kserve.io/deploymentMode": "Standard"},
    }


LAYERED = """\
kind: Runtime
metadata: {name: server}
spec:
  image: docker.io/acme/server:1
  channels: {stable: r1}
  flavours:
    - name: gpu
      accelerators: [gpu]
      clusterServingRuntime: {spec: {containers: [{name: kserve-container, env: [{name: FLAVOUR, value: flavour}]}]}}
  clusterServingRuntime:
    spec:
      supportedModelFormats: [{name: onnx, version: "1"}]
      containers:
        - name: kserve-container
          env:
            - {name: RUNTIME, value: runtime}
            - {name: RELEASE, value: runtime}
            - {name: ACCELERATOR, value: runtime}
            - {name: FLAVOUR, value: runtime}
            - {name: FIRST, value: runtime}
            - {name: SECOND, value: runtime}
            - {name: CLUSTER, value: runtime}
            - {name: ENTRY, value: runtime}
  releases:
    - name: r1
      clusterServingRuntime:
        spec:
          containers:
            - name: kserve-container
              env: &release
                - {name: RELEASE, value: release}
                - {name: ACCELERATOR, value: release}
                - {name: FLAVOUR, value: release}
                - {name: FIRST, value: release}
                - {name: SECOND, value: release}
                - {name: CLUSTER, value: release}
                - {name: ENTRY, value: release}
"""


def env_layer(*names: str, value: str) -> str:
    listed = ", ".join(f"{{name: {name}, value: {value}}}" for name in names)
    return f"{{spec: {{containers: [{{name: kserve-container, env: [{listed}]}}]}}}}"


def test_layers_win_in_the_order_of_the_design(tmp_path: Path) -> None:
    accelerators = (
        FLEET["clusters/accelerators.yaml"]
        + "      clusterServingRuntime: "
        + env_layer("ACCELERATOR", "FLAVOUR", "FIRST", "SECOND", "CLUSTER", "ENTRY", value="accelerator")
    )
    files = {
        DEFINITION: API + LAYERED,
        "clusters/accelerators.yaml": accelerators + "\n",
        **overlay("first", f"clusterServingRuntime: {env_layer('FIRST', 'SECOND', 'CLUSTER', 'ENTRY', value='first')}"),
        **overlay("second", f"clusterServingRuntime: {env_layer('SECOND', 'CLUSTER', 'ENTRY', value='second')}"),
        CLUSTER: FLEET[CLUSTER].replace(
            "runtimes: [{name: server}]",
            "runtimes:\n    - name: server\n      clusterServingRuntime: "
            + env_layer("ENTRY", value="entry")
            + "\n  overlays: [first, second]\n  clusterServingRuntime: "
            + env_layer("CLUSTER", "ENTRY", value="cluster"),
        ),
    }
    env = container(objects(write_repo(tmp_path, files))[RUNTIME])["env"]
    assert [(entry["name"], entry["value"]) for entry in env] == [
        ("RUNTIME", "runtime"),
        ("RELEASE", "release"),
        ("ACCELERATOR", "accelerator"),
        ("FLAVOUR", "flavour"),
        ("FIRST", "first"),
        ("SECOND", "second"),
        ("CLUSTER", "cluster"),
        ("ENTRY", "entry"),
    ]


def test_an_overlays_service_is_patched_by_the_clusters_file_of_its_path(tmp_path: Path) -> None:
    shared = FLEET[CHAT].replace("accelerator: {count: 1}", "accelerator: {count: 2}")
    own = API + dedent("""\
        kind: ModelService
        metadata: {name: chat, namespace: demo, labels: {team: search}}
        spec: {accelerator: {count: 4}, predictor: {minReplicas: 2}}
        """)
    files = {**overlay("common", "services: {}"), "overlays/common/services/demo/chat.yaml": shared, CHAT: own}
    files["overlays/common/overlay.yaml"] = f"{API}kind: Overlay\nmetadata: {{name: common}}\nspec: {{}}\n"
    root = write_repo(tmp_path, files | cluster("overlays: [common]"))
    service = objects(root)[SERVICE]
    assert service["spec"]["predictor"]["minReplicas"] == 2
    assert service["spec"]["predictor"]["model"]["storageUri"] == "pvc://models/chat"
    assert service["spec"]["predictor"]["model"]["resources"] == {"limits": {"nvidia.com/gpu": "4"}}
    assert service["metadata"]["labels"] == {"aml.cpaas.io/runtime-type": "server", "team": "search"}
    first_line = compiled(root).outputs[SERVICE].decode().splitlines()[0]
    assert first_line == "# Generated by servewright from overlays/common/services/demo/chat.yaml. Do not edit."


def test_a_cluster_drops_an_overlays_service(tmp_path: Path) -> None:
    files = {
        "overlays/common/overlay.yaml": f"{API}kind: Overlay\nmetadata: {{name: common}}\nspec: {{}}\n",
        "overlays/common/services/demo/chat.yaml": FLEET[CHAT],
        CHAT: f"{API}kind: ModelService\n$patch: delete\nmetadata: {{name: chat, namespace: demo}}\n",
    }
    assert set(objects(write_repo(tmp_path, files | cluster("overlays: [common]")))) == {RUNTIME}


def test_patches_come_after_expressions_and_before_mirrors(tmp_path: Path) -> None:
    files = cluster("""\
        mirrors: {docker.io: "${{ cluster.values.mirror }}/docker.io"}
        patches:
          - target: {kind: ClusterServingRuntime, runtime: ser*}
            patch: {spec: {containers: [{name: kserve-container, image: "docker.io/acme/patched:${{ cluster.labels.env }}"}]}}
          - target: {kind: InferenceService, namespace: demo, name: "ch?t"}
            patch:
              - {op: test, path: /spec/predictor/model/storageUri, value: pvc://models/chat}
              - {op: add, path: /spec/predictor/maxReplicas, value: 3}
        """)
    made = objects(write_repo(tmp_path, files))
    assert container(made[RUNTIME])["image"] == "mirror.example.com:5000/docker.io/acme/patched:prod"
    assert made[SERVICE]["spec"]["predictor"]["maxReplicas"] == 3


def test_mirrors_reach_every_image_and_oci_uri_but_not_what_is_mirrored(tmp_path: Path) -> None:
    runtime = FLEET[DEFINITION].replace(
        "args: [serve]",
        "args: [serve]\n        - {name: side, image: mirror.example.com:5000/x/side:1}\n"
        "        - {name: bare, image: busybox:1}\n"
        "        - {name: text, image: quay.io/a/b:1, env: [{name: image, value: docker.io/not/an-image}]}",
    )
    service = FLEET[CHAT].replace("pvc://${{ cluster.values.claim }}/chat", "oci://docker.io/acme/model:1")
    files = cluster(
        'mirrors: {docker.io: "${{ cluster.values.mirror }}/hub", "*": "${{ cluster.values.mirror }}/rest"}'
    )
    made = objects(write_repo(tmp_path, files | {DEFINITION: runtime, CHAT: service}))
    assert [(c["name"], c["image"]) for c in made[RUNTIME]["spec"]["containers"]] == [
        ("kserve-container", "mirror.example.com:5000/hub/acme/server:1"),
        ("side", "mirror.example.com:5000/x/side:1"),
        ("bare", "mirror.example.com:5000/hub/library/busybox:1"),
        ("text", "mirror.example.com:5000/rest/quay.io/a/b:1"),
    ]
    assert made[RUNTIME]["spec"]["containers"][3]["env"] == [{"name": "image", "value": "docker.io/not/an-image"}]
    assert made[SERVICE]["spec"]["predictor"]["model"]["storageUri"] == "oci://mirror.example.com:5000/hub/acme/model:1"


CONTRACT = """\
  contract:
    annotations:
      tier: {const: gold, reason: billing}
    labels:
      team: {default: platform}
    env:
      HOME: {default: /tmp}
      LANG: {default: C.UTF-8}
    podSecurityContext:
      fsGroup: {default: 1000}
    securityContext:
      runAsNonRoot: {default: true}
"""


def test_a_contract_gives_defaults_that_a_service_may_override(tmp_path: Path) -> None:
    runtime = (
        FLEET[DEFINITION].replace("args: [serve]", "args: [serve]\n          env: [{name: LANG, value: C}]") + CONTRACT
    )
    service = FLEET[CHAT].replace("  predictor:\n", "  predictor:\n    securityContext: {fsGroup: 5}\n")
    made = objects(write_repo(tmp_path, {DEFINITION: runtime, CHAT: service}))[SERVICE]
    assert made["metadata"]["annotations"]["tier"] == "gold"
    assert made["metadata"]["labels"]["team"] == "platform"
    assert made["spec"]["predictor"]["securityContext"] == {"fsGroup": 5}
    assert made["spec"]["predictor"]["model"]["securityContext"] == {"runAsNonRoot": True}
    # LANG stands in the runtime's container, so the contract's default would only repeat it.
    assert made["spec"]["predictor"]["model"]["env"] == [{"name": "HOME", "value": "/tmp"}]


@pytest.mark.parametrize(
    ("entry", "service", "rule"),
    [
        ("annotations: {repo: {required: true, reason: why}}", "", "contract-required"),
        ("annotations: {repo: {required: true}}", 'annotations: {repo: ""}', "contract-required"),
        ("annotations: {repo: {const: a}}", "annotations: {repo: b}", "contract-const"),
        ("annotations: {repo: {enum: [a, b]}}", "annotations: {repo: c}", "contract-enum"),
        ("annotations: {repo: {pattern: '[a-z]+'}}", "annotations: {repo: ab1}", "contract-pattern"),
        ("annotations: {repo: {forbidden: true}}", "annotations: {repo: x}", "contract-forbidden"),
        ("labels: {team: {required: true}}", "", "contract-required"),
        ("env: {FAMILY: {required: true}}", "", "contract-required"),
        ("podSecurityContext: {fsGroup: {required: true}}", "", "contract-required"),
        ("securityContext: {runAsUser: {required: true}}", "", "contract-required"),
    ],
)
def test_a_broken_contract_is_told_with_its_reason(tmp_path: Path, entry: str, service: str, rule: str) -> None:
    runtime = FLEET[DEFINITION] + f"  contract: {{{entry}}}\n"
    chat = FLEET[CHAT].replace("namespace: demo}", f"namespace: demo{', ' + service if service else ''}}}")
    found = compiled(write_repo(tmp_path, {DEFINITION: runtime, CHAT: chat})).diagnostics
    assert [d.rule for d in found] == [rule]
    assert found[0].span.path == CHAT
    assert [related.span.path for related in found[0].related] == [DEFINITION]
    assert ("why" in found[0].message) == ("reason" in entry)


def test_an_env_that_the_runtime_leaves_empty_stays_unmet(tmp_path: Path) -> None:
    runtime = FLEET[DEFINITION].replace("args: [serve]", 'args: [serve]\n          env: [{name: FAMILY, value: ""}]')
    contract = "  contract: {env: {FAMILY: {required: true}}}\n"
    root = write_repo(tmp_path, {DEFINITION: runtime + contract})
    assert findings(root) == [f"{CHAT}:8:5 contract-required: env 'FAMILY' is empty"]


def test_null_in_a_flavour_drops_an_inherited_contract_entry(tmp_path: Path) -> None:
    runtime = FLEET[DEFINITION].replace(
        'toolkitVersion: "12.1"', 'toolkitVersion: "12.1", contract: {annotations: {repo: null}}'
    )
    root = write_repo(tmp_path, {DEFINITION: runtime + "  contract: {annotations: {repo: {required: true}}}\n"})
    assert findings(root) == []


FLAVOURS = """\
    - {name: big, accelerators: [gpu]}
    - {name: rooted, accelerators: [gpu], requires: {modelcarUID: [0, 7]}}
    - {name: arm, accelerators: [gpu], architectures: [arm64]}
    - {name: plain, accelerators: [cpu]}
"""


def with_flavours(extra: str = "") -> dict[str, str]:
    runtime = FLEET[DEFINITION].replace('    - {name: gpu, accelerators: [gpu], toolkitVersion: "12.1"}\n', FLAVOURS)
    return {DEFINITION: runtime, **cluster("architectures: [amd64]\n" + extra)}


def test_a_cluster_gets_the_flavours_that_fit_it(tmp_path: Path) -> None:
    made = objects(write_repo(tmp_path, with_flavours()))
    assert sorted(made) == ["one/clusterservingruntimes/server-big.yaml", SERVICE]


def test_several_fitting_flavours_are_an_error_that_lists_them(tmp_path: Path) -> None:
    files = with_flavours()
    files[CLUSTER] = files[CLUSTER].replace('version: "0.19"', 'version: "0.19", modelcarUID: 7')
    found = compiled(write_repo(tmp_path, files)).diagnostics
    assert [(d.rule, d.help) for d in found] == [
        ("ambiguous-flavour", "They are: big on gpu, rooted on gpu. Say which: flavour: <name>.")
    ]
    chosen = files | {CHAT: FLEET[CHAT] + "  flavour: rooted\n"}
    made = objects(write_repo(tmp_path, chosen))
    assert made[SERVICE]["spec"]["predictor"]["model"]["runtime"] == "server-rooted"


def test_a_node_selector_only_where_the_cluster_has_more_architectures(tmp_path: Path) -> None:
    files = with_flavours()
    files[CLUSTER] = (
        files[CLUSTER].replace("[amd64]", "[amd64, arm64]").replace("{name: server}", "{name: server, flavours: [arm]}")
    )
    made = objects(write_repo(tmp_path, files))
    spec = made["one/clusterservingruntimes/server-arm.yaml"]["spec"]
    assert spec["nodeSelector"] == {"kubernetes.io/arch": "arm64"}
    files[CLUSTER] = files[CLUSTER].replace("[amd64, arm64]", "[arm64]")
    made = objects(write_repo(tmp_path, files))
    assert "nodeSelector" not in made["one/clusterservingruntimes/server-arm.yaml"]["spec"]


def test_the_device_plugin_gives_the_resource_keys(tmp_path: Path) -> None:
    files = edited(CLUSTER, "devicePlugin: whole", "devicePlugin: shared") | edited(
        CHAT, "{count: 1}", '{count: 2, memory: "8000", cores: 50}'
    )
    limits = objects(write_repo(tmp_path, files))[SERVICE]["spec"]["predictor"]["model"]["resources"]["limits"]
    assert limits == {"nvidia.com/gpualloc": "2", "nvidia.com/gpumem": "8000", "nvidia.com/gpucores": "50"}


def test_a_pasted_device_key_is_recognised_and_both_together_are_an_error(tmp_path: Path) -> None:
    native = FLEET[CHAT].replace("model: {", 'model: {resources: {limits: {nvidia.com/gpu: "2"}}, ')
    made = objects(write_repo(tmp_path / "a", {CHAT: native.replace("  accelerator: {count: 1}\n", "")}))
    assert made[SERVICE]["spec"]["predictor"]["model"]["resources"] == {"limits": {"nvidia.com/gpu": "2"}}
    assert [line.split(" ")[1] for line in findings(write_repo(tmp_path / "b", {CHAT: native}))] == [
        "accelerator-twice:"
    ]


def test_placeholders_adapt_to_the_distribution(tmp_path: Path) -> None:
    runtime = FLEET[DEFINITION].replace(
        "args: [serve]",
        "args: [\"${{ placeholder.annotation('repo') }}\", '${{ placeholder.name }}/{{ .Name }}', '$${{ .Name }}', '${VAR} $@']",
    )
    files = {DEFINITION: runtime, **edited(CHAT, "name: chat,", "name: chat, annotations: {repo: chat},")}
    alauda = objects(write_repo(tmp_path / "a", files))
    upstream = objects(write_repo(tmp_path / "u", files | edited(CLUSTER, "alauda", "upstream")))
    rest = ["{{ .Name }}/{{ .Name }}", "${{ .Name }}", "${VAR} $@"]
    assert container(alauda[RUNTIME])["args"] == ['{{ index .Annotations "repo" }}', *rest]
    assert container(upstream[RUNTIME])["args"] == ["{{ index .Annotations `repo` }}", *rest]


def test_expressions_keep_their_type_where_they_stand_alone(tmp_path: Path) -> None:
    files = edited(CLUSTER, "claim: models", 'claim: models, replicas: 3, text: "7"') | edited(
        CHAT,
        "  predictor:\n",
        "  predictor:\n    minReplicas: ${{ cluster.values.replicas }}\n"
        '    maxReplicas: "${{ cluster.values.text | int }}"\n',
    )
    made = objects(
        write_repo(
            tmp_path,
            files
            | {
                CHAT: files[CHAT].replace(
                    "name: chat,", 'name: chat, labels: {replicas: "${{ cluster.values.replicas | string }}"},'
                )
            },
        )
    )
    assert made[SERVICE]["spec"]["predictor"]["minReplicas"] == 3
    assert made[SERVICE]["spec"]["predictor"]["maxReplicas"] == 7
    assert made[SERVICE]["metadata"]["labels"]["replicas"] == "3"


def test_a_service_sees_itself(tmp_path: Path) -> None:
    service = (
        FLEET[CHAT]
        .replace("namespace: demo}", "namespace: demo, annotations: {repo: qwen}}")
        .replace(
            "${{ cluster.values.claim }}/chat",
            "x/${{ service.namespace }}/${{ service.name }}/${{ service.annotations.repo }}/${{ accelerator.label }}",
        )
    )
    made = objects(write_repo(tmp_path, {CHAT: service}))
    assert made[SERVICE]["spec"]["predictor"]["model"]["storageUri"] == "pvc://x/demo/chat/qwen/nvidia"


def test_a_platform_runtime_is_referable_and_never_written(tmp_path: Path) -> None:
    external = API + dedent("""\
        kind: Runtime
        metadata: {name: platform}
        spec:
          external: true
          clusterServingRuntime:
            metadata: {name: aml-platform}
            spec:
              supportedModelFormats: [{name: onnx, version: "1"}]
              containers: [{name: kserve-container}]
        """)
    live = dedent("""\
        apiVersion: serving.kserve.io/v1alpha1
        kind: ClusterServingRuntime
        metadata: {name: aml-platform, labels: {cpaas.io/runtime-class: vllm}}
        spec:
          supportedModelFormats: [{name: onnx, version: "1"}]
          containers: [{name: kserve-container, image: x}]
        """)
    files = {
        "runtimes/platform/runtime.yaml": external,
        "clusters/one/live/aml-platform.yaml": live,
        **edited(CLUSTER, "{name: server}", "{name: platform}"),
        **edited(CHAT, "runtime: server", "runtime: platform"),
    }
    made = objects(write_repo(tmp_path, files))
    assert set(made) == {SERVICE}
    assert made[SERVICE]["spec"]["predictor"]["model"]["runtime"] == "aml-platform"
    assert made[SERVICE]["metadata"]["labels"] == {"aml.cpaas.io/runtime-type": "vllm"}
