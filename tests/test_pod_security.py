"""Pod Security: every control against k8s.io/pod-security-admission, on pods made at random and by hand."""

from __future__ import annotations

import copy
from collections import Counter
from functools import cache
from importlib import import_module
from typing import Any

import pytest

from generator.judged.objects import ClusterFacts, Judged
from tests.oracle import ask
from tests.secured_pods import SOUND, Map, Pods, Source

CHECKS: dict[str, dict[str, str | None]] = {
    "host_namespaces": {"baseline": "hostNamespaces", "restricted": "hostNamespaces"},
    "privileged": {"baseline": "privileged", "restricted": "privileged"},
    "capabilities": {"baseline": "capabilities_baseline", "restricted": "capabilities_restricted"},
    "volumes": {"baseline": "hostPathVolumes", "restricted": "restrictedVolumes"},
    "host_ports": {"baseline": "hostPorts", "restricted": "hostPorts"},
    "probe_hosts": {"baseline": "hostProbesAndHostLifecycle", "restricted": "hostProbesAndHostLifecycle"},
    "apparmor": {"baseline": "appArmorProfile", "restricted": "appArmorProfile"},
    "selinux": {"baseline": "seLinuxOptions", "restricted": "seLinuxOptions"},
    "proc_mount": {"baseline": "procMount", "restricted": "procMount"},
    "seccomp": {"baseline": "seccompProfile_baseline", "restricted": "seccompProfile_restricted"},
    "sysctls": {"baseline": "sysctls", "restricted": "sysctls"},
    "host_process": {"baseline": "windowsHostProcess", "restricted": "windowsHostProcess"},
    "privilege_escalation": {"baseline": None, "restricted": "allowPrivilegeEscalation"},
    "run_as_non_root": {"baseline": None, "restricted": "runAsNonRoot"},
    "run_as_user": {"baseline": None, "restricted": "runAsUser"},
}
"""Our rules, and the check of Kubernetes that is each one's counterpart at each level."""
LEVELS = ("baseline", "restricted")
COUNT = 600


def refused(source: Source, level: str | None) -> set[str]:
    """Return the controls that refuse the pod of a service in a namespace of some level."""
    facts = ClusterFacts(
        alauda=True,
        version="0.19",
        flux=False,
        registries=None,
        devices=(),
        known_devices=frozenset(),
        modelcar_uid=1000,
        levels=(("n", level),) if level is not None else (),
    )
    judged = Judged("InferenceService", source.service, source.runtime, facts)
    return {
        name
        for name in CHECKS
        if any(True for _ in import_module(f"generator.rules.pod_security_{name}").check(judged))
    }


@cache
def made() -> tuple[tuple[Map, Source], ...]:
    pods = Pods(20260822)
    return tuple((pod, pods.apart(pod)) for pod in (pods.pod() for _ in range(COUNT)))


@cache
def answers() -> list[Any]:
    return ask("podsecurity", [pod for pod, _ in made()])


@pytest.mark.parametrize("level", LEVELS)
def test_each_control_refuses_what_kubernetes_refuses(level: str) -> None:
    for (pod, source), answer in zip(made(), answers(), strict=True):
        checks = answer["checks"]
        theirs = {name for name, of in CHECKS.items() if of[level] is not None and not checks[of[level]]}
        assert refused(source, level) == theirs, pod
        assert bool(theirs) is not answer["levels"][level], pod


def test_all_checks_of_kubernetes_have_a_rule() -> None:
    ours = {check for of in CHECKS.values() for check in of.values() if check is not None}
    assert set(answers()[0]["checks"]) == ours


def test_every_check_refuses_some_of_the_pods_and_allows_others() -> None:
    refusals = Counter(check for answer in answers() for check, allowed in answer["checks"].items() if not allowed)
    assert {check for check in answers()[0]["checks"] if not 5 <= refusals[check] <= COUNT // 2} == set()
    # A pod that one control alone refuses shows that no other stands in for it.
    alone = Counter(frozenset(refused(source, "restricted")) for _, source in made())
    assert [name for name in CHECKS if not alone[frozenset((name,))]] == []


@pytest.mark.parametrize("level", [None, "privileged"])
def test_namespaces_without_a_level_refuse_nothing(level: str | None) -> None:
    assert {name for _, source in made() for name in refused(source, level)} == set()


def context(**fields: Any) -> Map:
    """Return the sound pod with fields in the serving container's security context; None removes one."""
    pod = copy.deepcopy(SOUND)
    found = pod["spec"]["containers"][0]["securityContext"]
    found |= fields
    pod["spec"]["containers"][0]["securityContext"] = {key: value for key, value in found.items() if value is not None}
    return pod


def pod_context(**fields: Any) -> Map:
    pod = copy.deepcopy(SOUND)
    found = pod["spec"]["securityContext"] | fields
    pod["spec"]["securityContext"] = {key: value for key, value in found.items() if value is not None}
    return pod


def spec(**fields: Any) -> Map:
    return {"metadata": {}, "spec": copy.deepcopy(SOUND["spec"]) | fields}


def container(**fields: Any) -> Map:
    pod = copy.deepcopy(SOUND)
    pod["spec"]["containers"][0] |= fields
    return pod


def annotated(text: str) -> Map:
    key = "container.apparmor.security.beta.kubernetes.io/kserve-container"
    return copy.deepcopy(SOUND) | {"metadata": {"annotations": {key: text}}}


CAPABILITIES = (
    *("AUDIT_CONTROL", "AUDIT_READ", "AUDIT_WRITE", "BLOCK_SUSPEND", "BPF", "CHECKPOINT_RESTORE", "CHOWN"),
    *("DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER", "FSETID", "IPC_LOCK", "IPC_OWNER", "KILL", "LEASE"),
    *("LINUX_IMMUTABLE", "MAC_ADMIN", "MAC_OVERRIDE", "MKNOD", "NET_ADMIN", "NET_BIND_SERVICE", "NET_BROADCAST"),
    *("NET_RAW", "PERFMON", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_ADMIN", "SYS_BOOT", "SYS_CHROOT"),
    *("SYS_MODULE", "SYS_NICE", "SYS_PACCT", "SYS_PTRACE", "SYS_RAWIO", "SYS_RESOURCE", "SYS_TIME"),
    *("SYS_TTY_CONFIG", "SYSLOG", "WAKE_ALARM"),
)
"""All of Linux' capabilities: capabilities(7)."""
SYSCTLS = (
    *("kernel.msgmax", "kernel.sem", "kernel.shm_rmid_forced", "kernel.shmall", "fs.mqueue.msg_max"),
    *("net.core.somaxconn", "net.ipv4.ip_forward", "net.ipv4.ip_local_port_range", "net.ipv4.ip_local_reserved_ports"),
    *("net.ipv4.ip_unprivileged_port_start", "net.ipv4.ping_group_range", "net.ipv4.tcp_fin_timeout"),
    *("net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes", "net.ipv4.tcp_keepalive_time"),
    *("net.ipv4.tcp_rmem", "net.ipv4.tcp_syncookies", "net.ipv4.tcp_wmem", "net.ipv6.conf.all.forwarding"),
)
SELINUX_TYPES = (
    *("container_t", "container_init_t", "container_kvm_t", "container_engine_t", "container_file_t", "spc_t"),
    *("container_user_t", "unconfined_t", ""),
)
VOLUME_TYPES = (
    *("awsElasticBlockStore", "azureDisk", "azureFile", "cephfs", "cinder", "configMap", "csi", "downwardAPI"),
    *("emptyDir", "ephemeral", "fc", "flexVolume", "flocker", "gcePersistentDisk", "gitRepo", "glusterfs", "hostPath"),
    *("image", "iscsi", "nfs", "persistentVolumeClaim", "photonPersistentDisk", "portworxVolume", "projected"),
    *("quobyte", "rbd", "scaleIO", "secret", "storageos", "vsphereVolume"),
)


def test_each_value_of_the_long_lists_is_taken_as_kubernetes_takes_it() -> None:
    pods = (
        *(context(capabilities={"drop": ["ALL"], "add": [name]}) for name in CAPABILITIES),
        *(context(capabilities={"drop": [name]}) for name in CAPABILITIES),
        *(pod_context(sysctls=[{"name": name, "value": "1"}]) for name in SYSCTLS),
        *(pod_context(seLinuxOptions={"type": name}) for name in SELINUX_TYPES),
        *(spec(volumes=[{"name": "v", name: {}}]) for name in VOLUME_TYPES),
    )
    for pod, answer in zip(pods, ask("podsecurity", pods), strict=True):
        for level in LEVELS:
            assert bool(refused(Pods(0).apart(pod), level)) is not answer["levels"][level], pod


UNIX, WINDOWS = {"name": "linux"}, {"name": "windows"}
BARE = {"name": "kserve-container"}

BY_HAND: tuple[tuple[str, Map, str, str], ...] = (
    # what, pod, what refuses it at level baseline, what does at level restricted
    ("sound", SOUND, "", ""),
    ("no context at all", spec(securityContext={}, containers=[BARE]), "", "ALL"),
    ("host network", spec(hostNetwork=True), "host_namespaces", "host_namespaces"),
    ("host processes", spec(hostPID=True), "host_namespaces", "host_namespaces"),
    ("host memory", spec(hostIPC=True), "host_namespaces", "host_namespaces"),
    ("no host memory", spec(hostIPC=False), "", ""),
    ("privileged", context(privileged=True), "privileged", "privileged"),
    ("not privileged", context(privileged=False), "", ""),
    ("usual capability", context(capabilities={"drop": ["ALL"], "add": ["CHOWN"]}), "", "capabilities"),
    ("capability", context(capabilities={"drop": ["ALL"], "add": ["SYS_ADMIN"]}), "capabilities", "capabilities"),
    ("bind capability", context(capabilities={"drop": ["ALL"], "add": ["NET_BIND_SERVICE"]}), "", ""),
    ("keeps capabilities", context(capabilities={"drop": ["NET_RAW"]}), "", "capabilities"),
    ("drops in lower case", context(capabilities={"drop": ["all"]}), "", "capabilities"),
    ("no capabilities", context(capabilities=None), "", "capabilities"),
    ("host path", spec(volumes=[{"name": "v", "hostPath": {"path": "/"}}]), "volumes", "volumes"),
    ("network volume", spec(volumes=[{"name": "v", "nfs": {"server": "s", "path": "/"}}]), "", "volumes"),
    ("claim", spec(volumes=[{"name": "v", "persistentVolumeClaim": {"claimName": "c"}}]), "", ""),
    ("host port", container(ports=[{"containerPort": 1, "hostPort": 1}]), "host_ports", "host_ports"),
    ("own port", container(ports=[{"containerPort": 1, "hostPort": 0}]), "", ""),
    ("probed host", container(startupProbe={"httpGet": {"port": 1, "host": "h"}}), "probe_hosts", "probe_hosts"),
    ("probed pod", container(startupProbe={"httpGet": {"port": 1, "host": ""}}), "", ""),
    (
        "hook's host",
        container(lifecycle={"preStop": {"tcpSocket": {"port": 1, "host": "h"}}}),
        *["probe_hosts"] * 2,
    ),
    ("no AppArmor", context(appArmorProfile={"type": "Unconfined"}), "apparmor", "apparmor"),
    ("pod without AppArmor", pod_context(appArmorProfile={"type": "Unconfined"}), "apparmor", "apparmor"),
    ("own AppArmor", context(appArmorProfile={"type": "Localhost", "localhostProfile": "p"}), "", ""),
    ("annotated out of AppArmor", annotated("unconfined"), "apparmor", "apparmor"),
    ("annotated profile", annotated("localhost/p"), "", ""),
    ("SELinux type", context(seLinuxOptions={"type": "spc_t"}), "selinux", "selinux"),
    ("SELinux type of containers", context(seLinuxOptions={"type": "container_kvm_t"}), "", ""),
    ("SELinux user", pod_context(seLinuxOptions={"user": "u"}), "selinux", "selinux"),
    ("SELinux role", pod_context(seLinuxOptions={"role": "r"}), "selinux", "selinux"),
    ("SELinux level", pod_context(seLinuxOptions={"level": "s0"}), "", ""),
    ("unmasked /proc", context(procMount="Unmasked"), "proc_mount", "proc_mount"),
    ("masked /proc", context(procMount="Default"), "", ""),
    ("no seccomp", context(seccompProfile={"type": "Unconfined"}), "seccomp", "seccomp"),
    ("no seccomp for the pod", pod_context(seccompProfile={"type": "Unconfined"}), "seccomp", "seccomp"),
    ("seccomp not said", pod_context(seccompProfile=None), "", "seccomp"),
    (
        "seccomp of the container",
        spec(securityContext={}, containers=context(seccompProfile={"type": "RuntimeDefault"})["spec"]["containers"]),
        *["", ""],
    ),
    ("sysctl", pod_context(sysctls=[{"name": "kernel.shmmax", "value": "1"}]), "sysctls", "sysctls"),
    ("safe sysctl", pod_context(sysctls=[{"name": "net.ipv4.tcp_wmem", "value": "1"}]), "", ""),
    ("host process", context(windowsOptions={"hostProcess": True}), "host_process", "host_process"),
    ("pod of host processes", pod_context(windowsOptions={"hostProcess": True}), "host_process", "host_process"),
    ("escalation", context(allowPrivilegeEscalation=True), "", "privilege_escalation"),
    ("escalation not said", context(allowPrivilegeEscalation=None), "", "privilege_escalation"),
    ("may be root", context(runAsNonRoot=False), "", "run_as_non_root"),
    ("pod may be root", pod_context(runAsNonRoot=False), "", "run_as_non_root"),
    ("nothing said of root", context(runAsNonRoot=None), "", "run_as_non_root"),
    ("pod says no root", spec(securityContext=SOUND["spec"]["securityContext"] | {"runAsNonRoot": True}), "", ""),
    ("root", context(runAsUser=0), "", "run_as_user"),
    ("pod of root", pod_context(runAsUser=0), "", "run_as_user"),
    ("image's user", context(runAsUser=None), "", ""),
    (
        "user namespace",
        context(runAsUser=0) | {"spec": context(runAsUser=0)["spec"] | {"hostUsers": False}},
        "",
        "run_as_user",
    ),
    ("Windows", spec(os=WINDOWS, securityContext={"runAsNonRoot": True}, containers=[BARE]), "", ""),
    ("Linux", spec(os=UNIX, securityContext={"runAsNonRoot": True}, containers=[BARE]), "", "LINUX"),
    (
        "init container",
        spec(initContainers=[{"name": "i"} | context(privileged=True)["spec"]["containers"][0]]),
        *["privileged"] * 2,
    ),
)
EVERYTHING = {
    "ALL": "capabilities privilege_escalation run_as_non_root seccomp",
    "LINUX": "capabilities privilege_escalation seccomp",
}


@pytest.mark.parametrize(("pod", "baseline", "restricted"), [case[1:] for case in BY_HAND], ids=[c[0] for c in BY_HAND])
def test_a_pod_written_by_hand(pod: Map, baseline: str, restricted: str) -> None:
    (answer,) = ask("podsecurity", [pod])
    for seed, (level, words) in enumerate((("baseline", baseline), ("restricted", restricted))):
        expected = set(EVERYTHING.get(words, words).split())
        assert refused(Pods(seed).apart(pod), level) == expected
        assert answer["levels"][level] is not bool(expected)
