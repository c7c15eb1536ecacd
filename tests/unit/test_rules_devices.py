"""Rules on devices and on containers that are root: what they let pass, and whose words count."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from generator.native.quantity import amount
from tests.quantities import amount as expected_amount
from tests.repo import FLEET, findings, write_repo

CLUSTER = "clusters/one/cluster.yaml"
RUNTIME = "runtimes/server/runtime.yaml"
SERVICE = "clusters/one/services/demo/chat.yaml"
CATALOGUE = "clusters/accelerators.yaml"
MODEL = 'model: {storageUri: "pvc://${{ cluster.values.claim }}/chat"}'
COUNT = "  accelerator: {count: 1}\n"
GPU = "[{name: gpu, devicePlugin: whole}]"
SLICE = """\
    - name: slice
      label: nvidia
      toolkit: cuda
      devicePlugins:
        - {name: shared, resource: nvidia.com/gpualloc, memory: nvidia.com/gpumem}
"""
SIDECAR = "        - {name: warmer, image: acme/warmer:1, resources: {limits: {%s}}}\n"


def told(
    root: Path,
    *,
    cluster: str = GPU,
    count: str = COUNT,
    model: str = "",
    service: str = "",
    runtime: str = "",
    level: str = "",
) -> list[str]:
    """Return the rules that FLEET breaks where it is changed, each with the place in the service if it is there."""
    changed = {
        CATALOGUE: FLEET[CATALOGUE] + SLICE,
        CLUSTER: FLEET[CLUSTER].replace(GPU, cluster).replace("{name: demo}", f"{{name: demo{level}}}"),
        RUNTIME: FLEET[RUNTIME] + runtime,
        SERVICE: FLEET[SERVICE].replace(COUNT, count).replace(MODEL, f"model: {{storageUri: pvc://m{model}}}")
        + service,
    }
    found = (line.partition(": ")[0] for line in findings(write_repo(root, changed)))
    return [line.replace(SERVICE, "service").replace(RUNTIME, "runtime") for line in found]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        # Offered, as many as a node has, with an equal request.
        ({"cluster": "[{name: gpu, devicePlugin: whole, perNode: 1}]"}, []),
        ({"model": ', resources: {requests: {nvidia.com/gpu: "1000m"}}'}, []),
        ({"model": ', resources: {requests: {nvidia.com/gpu: "1e0"}}'}, []),
        ({"count": "", "model": ', resources: {limits: {nvidia.com/gpu: "1"}}'}, []),
        # Nothing of a device is no device.
        ({"model": ', resources: {limits: {nvidia.com/gpualloc: "0"}}'}, []),
        ({"model": ", resources: {limits: {nvidia.com/gpus: 0}}"}, []),
        # Other extended resources are nobody's devices, and these keys tell HAMi more of its own.
        ({"model": ", resources: {limits: {rdma/hca: 1, example.com/licence: 1}}"}, []),
        (
            {
                "cluster": "[{name: gpu, devicePlugin: shared}]",
                "model": ", resources: {limits: {nvidia.com/gpumem-percentage: 50, nvidia.com/priority: 1}}",
            },
            [],
        ),
        ({"model": ", resources: {limits: {huawei.com/Ascend910: 1}}"}, ["service:8:55 unknown-device-key"]),
        # Vendors of accelerators make network cards and other devices too.
        ({"model": ", resources: {limits: {nvidia.com/hostdev: 1, nvidia.com/mlnxnics: 1, nvidia.com/rdma_a: 1}}"}, []),
        (
            {
                "model": ", resources: {limits: {amd.com/nic: 1, amd.com/vnic: 1, huawei.com/rdma: 1, nvidia.com/fabric: 1}}"
            },
            [],
        ),
        ({"model": ", resources: {limits: {nvidia.com/gup: 1}}"}, ["service:8:55 unknown-device-key"]),
        ({"model": ", resources: {limits: {nvidia.com/mig-1g.10gb: 1}}"}, ["service:8:55 unknown-device-key"]),
        ({"model": ", resources: {limits: {amd.com/gpu: 1}}"}, ["service:8:55 unknown-device-key"]),
        (
            {"model": ", resources: {requests: {nvidia.com/gpualloc: 1}, limits: {nvidia.com/gpualloc: 1}}"},
            ["service:8:112 device-not-offered"],
        ),
        # Requests of Kubernetes' own resources may be lower than their limits.
        ({"model": ', resources: {limits: {cpu: "2", memory: 4Gi}, requests: {cpu: 500m, memory: 1Gi}}'}, []),
        ({"model": ", resources: {requests: {rdma/hca: 1}}"}, ["service:8:67 extended-resources"]),
        ({"runtime": "          resources: {requests: {rdma/hca: 1}}\n"}, ["runtime:14:44 extended-resources"]),
        (
            {
                "runtime": "          resources: {requests: {rdma/hca: 1}}\n",
                "model": ", resources: {limits: {rdma/hca: 1}}",
            },
            [],
        ),
        (
            {
                "runtime": "          resources: {requests: {rdma/hca: 2}}\n",
                "model": ", resources: {limits: {rdma/hca: 1}}",
            },
            ["service:8:65 extended-resources"],
        ),
        (
            {"runtime": "          resources: {requests: {rdma/hca: 2}, limits: {rdma/hca: 1}}\n"},
            ["runtime:14:44 extended-resources"],
        ),
        # A pod's containers share a node; where cards are shared, the same ones.
        (
            {
                "cluster": "[{name: gpu, devicePlugin: whole, perNode: 1}]",
                "runtime": SIDECAR % 'nvidia.com/gpu: "1"',
            },
            ["service:6:3 too-many-devices"],
        ),
        (
            {
                "cluster": "[{name: gpu, devicePlugin: shared, perNode: 1}]",
                "runtime": SIDECAR % 'nvidia.com/gpualloc: "1"',
            },
            [],
        ),
        (
            {"cluster": "[{name: gpu, devicePlugin: shared, perNode: 1}]", "count": "  accelerator: {count: 2}\n"},
            ["service:6:3 too-many-devices"],
        ),
        (
            {
                "cluster": "[{name: gpu, devicePlugin: whole, perNode: 1}]",
                "service": '    initContainers: [{name: a, image: acme/a:1, resources: {limits: {nvidia.com/gpu: "1"}}}]\n',
            },
            [],
        ),
        # What is in one place only is enough where nobody says how many a node has.
        ({"cluster": "[{name: gpu, devicePlugin: whole}]", "count": "  accelerator: {count: 99}\n"}, []),
        # Keys of one plugin belong together; two accelerators of a cluster do not.
        (
            {
                "cluster": "[{name: gpu, devicePlugin: shared}]",
                "count": "  accelerator: {count: 1, memory: 9, cores: 5}\n",
            },
            [],
        ),
        (
            {
                "cluster": "[{name: gpu, devicePlugin: whole}, {name: slice}]",
                "model": ", resources: {limits: {nvidia.com/gpumem: 9}}",
            },
            ["service:8:74 mixed-devices"],
        ),
        # Some device of the flavour's is enough, of whichever container.
        ({"count": "", "runtime": SIDECAR % 'nvidia.com/gpu: "1"'}, []),
        (
            {
                "cluster": "[{name: gpu, devicePlugin: shared}]",
                "count": "",
                "model": ", resources: {limits: {nvidia.com/gpumem: 9}}",
            },
            [],
        ),
        ({"count": ""}, ["service:7:5 missing-device"]),
        ({"count": "", "model": ", resources: {limits: {nvidia.com/hostdev: 1}}"}, ["service:7:5 missing-device"]),
        # A claim may bring what no key names; one that no container uses brings nothing.
        (
            {
                "count": "",
                "model": ", resources: {claims: [{name: gpu}]}",
                "service": "    resourceClaims: [{name: gpu, resourceClaimTemplateName: one}]\n",
            },
            [],
        ),
        (
            {"count": "", "service": "    resourceClaims: [{name: gpu, resourceClaimTemplateName: one}]\n"},
            ["service:7:5 missing-device"],
        ),
        (
            {"count": "", "model": ", resources: {limits: {nvidia.com/gpualloc: 1}}"},
            ["service:7:76 device-not-offered"],
        ),
    ],
)
def test_devices(changed: dict[str, str], expected: list[str], tmp_path: Path) -> None:
    assert told(tmp_path, **changed) == expected


def test_a_network_card_in_the_catalogue_is_no_second_accelerator(tmp_path: Path) -> None:
    card = SLICE.replace("slice", "card").replace("gpualloc, memory: nvidia.com/gpumem", "hostdev")
    changed = {
        CATALOGUE: FLEET[CATALOGUE] + card,
        CLUSTER: FLEET[CLUSTER].replace(GPU, "[{name: gpu, devicePlugin: whole}, {name: card}]"),
        RUNTIME: FLEET[RUNTIME] + "          resources: {limits: {nvidia.com/hostdev: 1}}\n",
    }
    assert findings(write_repo(tmp_path, changed)) == []


def test_a_flavour_that_runs_on_the_processor_too_needs_no_device(tmp_path: Path) -> None:
    both = FLEET[RUNTIME].replace("accelerators: [gpu]", "accelerators: [cpu, gpu], label: any")
    cluster = FLEET[CLUSTER].replace(GPU, "[{name: cpu}, {name: gpu, devicePlugin: whole}]")
    changed = {
        RUNTIME: both,
        CATALOGUE: FLEET[CATALOGUE].replace("      toolkit: cuda\n", ""),
        CLUSTER: cluster,
        SERVICE: FLEET[SERVICE].replace(COUNT, ""),
    }
    assert findings(write_repo(tmp_path, changed)) == []


ROOT = "          securityContext: {runAsUser: 0}\n"


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"runtime": "          securityContext: {runAsUser: 1000, runAsNonRoot: false}\n"}, []),
        ({"runtime": "          securityContext: {runAsNonRoot: false}\n"}, ["runtime:14:43 root-container"]),
        # What a runtime says is told there, not at each of its services.
        ({"runtime": ROOT}, ["runtime:14:40 root-container"]),
        ({"runtime": ROOT, "model": ", securityContext: {runAsUser: 1000}"}, ["runtime:14:40 root-container"]),
        # A container's own word comes before its pod's.
        (
            {
                "service": "    securityContext: {runAsUser: 0, runAsNonRoot: false}\n",
                "model": ", securityContext: {runAsUser: 1000}",
            },
            [],
        ),
        ({"service": "    securityContext: {runAsNonRoot: false}\n"}, ["service:9:37 root-container"]),
        ({"service": "    securityContext: {runAsNonRoot: false, runAsUser: 5}\n"}, []),
        # A level may allow it; it is root all the same.
        (
            {"level": ", podSecurity: baseline", "model": ", securityContext: {runAsUser: 0}"},
            ["service:8:63 root-container"],
        ),
    ],
)
def test_root(changed: dict[str, str], expected: list[str], tmp_path: Path) -> None:
    assert told(tmp_path, **changed) == expected


def test_where_root_is_refused_the_refusal_is_told_alone(tmp_path: Path) -> None:
    found = told(tmp_path, level=", podSecurity: restricted", model=", securityContext: {runAsUser: 0}")
    assert "service:8:63 pod-security-run-as-user" in found
    assert "service:8:63 root-container" not in found


@pytest.mark.parametrize(
    "quantity",
    [
        0,
        2,
        "2",
        "2000m",
        "2.",
        ".5",
        "1u",
        "1n",
        "1k",
        "1M",
        "1E",
        "1e3",
        "1E3",
        "1e-3",
        "1Ki",
        "1.5Gi",
        "1Ei",
        "-1Mi",
        "+3",
    ],
)
def test_a_quantity_is_the_number_that_the_other_reading_gives(quantity: str | int) -> None:
    assert amount(quantity) == expected_amount(quantity)


def test_a_quantity_is_exact_and_bounded_in_what_it_costs() -> None:
    assert amount("123456789012345678901234567890123456789k") == Decimal("123456789012345678901234567890123456789000")
    assert amount("1e999999999") > amount("9E")
    assert amount("1e-999999999").to_integral_value() == 0
