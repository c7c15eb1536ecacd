"""Pod Security's rules on definitions: which pods count, whose words, and what they are told as.

What each control refuses is compared with Kubernetes in tests/test_pod_security.py.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.repo import FLEET, findings, write_repo

CLUSTER = "clusters/one/cluster.yaml"
RUNTIME = "runtimes/server/runtime.yaml"
SERVICE = "clusters/one/services/demo/chat.yaml"
SOUND = """\
          securityContext:
            allowPrivilegeEscalation: false
            capabilities: {drop: [ALL]}
            runAsNonRoot: true
"""
SECCOMP = "    securityContext: {seccompProfile: {type: RuntimeDefault}}\n"
MODEL = 'model: {storageUri: "pvc://${{ cluster.values.claim }}/chat"}'


def told(root: Path, level: str | None, runtime: str, service: str, model: str, version: str) -> list[str]:
    """Return what these rules find in FLEET, its namespace at a level, with lines appended to the runtime and the service."""
    namespace = "{name: demo}" if level is None else f"{{name: demo, podSecurity: {level}}}"
    cluster = FLEET[CLUSTER].replace("{name: demo}", namespace).replace('version: "0.19"', f'version: "{version}"')
    changed = {
        CLUSTER: cluster,
        RUNTIME: FLEET[RUNTIME] + runtime,
        SERVICE: FLEET[SERVICE].replace(MODEL, f"model: {{storageUri: pvc://m{model}}}") + service,
    }
    found = [line for line in findings(write_repo(root, changed)) if " pod-security-" in line]
    return [
        line.replace(SERVICE, "service").replace(RUNTIME, "runtime").partition("; Pod Security level")[0]
        for line in found
    ]


PRIVILEGED = "container '{}' is privileged"


@pytest.mark.parametrize(
    ("level", "runtime", "service", "model", "version", "expected"),
    [
        # Nobody says what the namespace refuses.
        (None, "          securityContext: {privileged: true}\n", "    hostNetwork: true\n", "", "0.19", []),
        ("privileged", "          securityContext: {privileged: true}\n", "    hostPID: true\n", "", "0.19", []),
        # A level takes what it takes.
        (
            "baseline",
            "          securityContext: {runAsUser: 0}\n",
            "",
            ", securityContext: {runAsNonRoot: false}",
            "0.19",
            [],
        ),
        ("restricted", SOUND, SECCOMP, "", "0.19", []),
        # The service has the last word, but not with an empty list, which KServe drops.
        (
            "baseline",
            "          securityContext: {privileged: true}\n",
            "",
            ", securityContext: {privileged: false}",
            "0.19",
            [],
        ),
        (
            "baseline",
            "          securityContext: {capabilities: {add: [SYS_ADMIN]}}\n",
            "",
            ", securityContext: {capabilities: {add: []}}",
            "0.19",
            ["runtime:14:44 pod-security-capabilities: container 'kserve-container' adds the capability 'SYS_ADMIN'"],
        ),
        # KServe carries no hostIPC from a runtime to a pod.
        ("baseline", "      hostIPC: true\n", "", "", "0.19", []),
        # A transformer of the service's own is another pod.
        (
            "baseline",
            "",
            "  transformer: {containers: [{name: a, image: acme/a:1, securityContext: {privileged: true}}]}\n",
            "",
            "0.19",
            [f"service:9:87 pod-security-privileged: {PRIVILEGED.format('a')}"],
        ),
        (
            "baseline",
            "",
            "  explainer: {hostPID: true, containers: [{name: a, image: acme/a:1}]}\n",
            "",
            "0.19",
            ["service:9:24 pod-security-host-namespaces: hostPID puts the pod into a namespace of its node"],
        ),
        # Sidecars of the predictor reach its pod from KServe 0.15 on, init containers always did.
        (
            "baseline",
            "",
            "    containers: [{name: a, image: acme/a:1, securityContext: {privileged: true}}]\n",
            "",
            "0.15",
            [f"service:9:75 pod-security-privileged: {PRIVILEGED.format('a')}"],
        ),
        (
            "baseline",
            "",
            "    containers: [{name: a, image: acme/a:1, securityContext: {privileged: true}}]\n",
            "",
            "0.14",
            [],
        ),
        (
            "baseline",
            "",
            "    initContainers: [{name: a, image: acme/a:1, securityContext: {privileged: true}}]\n",
            "",
            "0.14",
            [f"service:9:79 pod-security-privileged: {PRIVILEGED.format('a')}"],
        ),
        # A transformer beside the server is merged as the server is.
        (
            "baseline",
            "        - {name: transformer-container, image: acme/a:1, securityContext: {privileged: true}}\n",
            "    containers: [{name: transformer-container, securityContext: {privileged: false}}]\n",
            "",
            "0.19",
            [],
        ),
        (
            "baseline",
            "        - {name: transformer-container, image: acme/a:1, securityContext: {privileged: true}}\n",
            "    containers: [{name: transformer-container, args: [a]}]\n",
            "",
            "0.19",
            [f"runtime:14:88 pod-security-privileged: {PRIVILEGED.format('transformer-container')}"],
        ),
        # Workers are pods of their own.
        (
            "baseline",
            "      workerSpec:\n"
            "        containers: [{name: worker-container, image: acme/a:1, securityContext: {privileged: true}}]\n"
            "        volumes: [{name: v, hostPath: {path: /}}]\n",
            "    workerSpec: {hostIPC: true}\n",
            "",
            "0.19",
            [
                "service:9:27 pod-security-host-namespaces: hostIPC puts the pod into a namespace of its node",
                f"runtime:15:94 pod-security-privileged: {PRIVILEGED.format('worker-container')}",
                "runtime:16:19 pod-security-volumes: volume 'v' is of type hostPath",
            ],
        ),
        (
            "baseline",
            "      workerSpec:\n"
            "        containers: [{name: worker-container, image: acme/a:1, securityContext: {privileged: true}}]\n",
            "    workerSpec: {containers: [{name: worker-container, securityContext: {privileged: false}}]}\n",
            "",
            "0.19",
            [],
        ),
        (
            "baseline",
            "      workerSpec:\n"
            "        containers: [{name: worker-container, image: acme/a:1, securityContext: {privileged: true}}]\n",
            "",
            "",
            "0.19",
            [],
        ),
    ],
)
def test_what_the_pods_of_a_service_are_told(
    level: str | None, runtime: str, service: str, model: str, version: str, expected: list[str], tmp_path: Path
) -> None:
    assert told(tmp_path, level, runtime, service, model, version) == expected
