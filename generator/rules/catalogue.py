"""Which rules there are. Those that judge objects are loaded when the first object is judged, pages when asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

from msgspec import Struct

from generator.finding import Finding
from generator.judged.objects import Judged
from generator.rule import Rule

Check = Callable[[Judged], Iterator[Finding]]

OBJECT_RULES = (
    "no_serving_container",
    "predictor_not_model",
    "second_predictor",
    "unsupported_format",
    "unsupported_protocol",
    "cannot_blank",
    "merged_union",
    "repeated_list_key",
    "repeated_container_name",
    "invalid_variable_name",
    "invalid_port_name",
    "invalid_probe",
    "invalid_scheduling",
    "invalid_sub_path",
    "unknown_sub_path_variable",
    "unpinned_image",
    "missing_volume",
    "mount_left_to_services",
    "unmounted_volume",
    "unknown_probe_port",
    "unlisted_probe_port",
    "repeated_port_name",
    "displaced_port",
    "missing_dummy_argument",
    "lost_argument",
    "ignored_arguments",
    "joined_argument",
    "expanded_in_script",
    "unexpanded_reference",
    "shell_syntax_unread",
    "halved_dollar",
    "oversized_argument",
    "literal_secret",
    "host_ipc_of_runtime",
    "pod_security_host_namespaces",
    "pod_security_privileged",
    "pod_security_capabilities",
    "pod_security_volumes",
    "pod_security_host_ports",
    "pod_security_probe_hosts",
    "pod_security_apparmor",
    "pod_security_selinux",
    "pod_security_proc_mount",
    "pod_security_seccomp",
    "pod_security_sysctls",
    "pod_security_host_process",
    "pod_security_privilege_escalation",
    "pod_security_run_as_non_root",
    "pod_security_run_as_user",
    "missing_runtime_class",
    "runtime_type_label",
    "model_repo_labels",
    "model_repo_mismatch",
    "service_subdomain",
    "vllm_ascend_environment",
    "vllm_ascend_user",
    "vllm_ascend_toolkit",
    "knative_setting",
    "keda_setting",
    "empty_placeholder",
    "html_less_than",
    "flux_substitution",
    "root_container",
    "device_not_offered",
    "unknown_device_key",
    "too_many_devices",
    "requests_above_limits",
    "odd_quantity",
    "extended_resources",
    "mixed_devices",
    "missing_device",
    "accelerator_type_mismatch",
    "disallowed_registry",
    "storage_uri",
    "local_storage_uri",
    "upstream_placeholder",
    "invalid_placeholder",
)
"""The rules that judge one ClusterServingRuntime or InferenceService, in the order in which they run."""
_HYDRA_RULES = (
    "hydra_unknown_variable",
    "hydra_unlike_types",
    "hydra_empty_branch",
    "hydra_template_fails",
    "hydra_printf",
    "hydra_shell_script",
    "hydra_empty_command",
    "hydra_list_arguments",
    "hydra_custom_args",
    "hydra_port",
    "hydra_missing_image",
    "hydra_missing_template",
    "hydra_open_entry",
    "hydra_agent_arguments",
    "hydra_agent_command",
    "hydra_stale_base",
    "hydra_version_mismatch",
)
"""The rules that judge a runtime's Hydra template and Hydra's ConfigMaps, and that may be broken all the same."""
_FLEET_RULES = ("mirror_unused",)
"""Further rules that a definition may allow to be broken."""
_NO_RULES = frozenset(("__init__", "catalogue"))


class Page(Struct, frozen=True):
    """A rule and what its module says of it: the summary is the page's first line, the text is all that follows."""

    rule: Rule
    summary: str
    text: str


@cache
def object_checks() -> tuple[Check, ...]:
    """Return what the rules for objects do."""
    return tuple(_module(name).check for name in OBJECT_RULES)


@cache
def allowable() -> frozenset[str]:
    """Return the ids of the rules that a definition may allow to be broken: objects are made all the same."""
    return frozenset(name.replace("_", "-") for name in (*OBJECT_RULES, *_HYDRA_RULES, *_FLEET_RULES))


@cache
def rule_ids() -> tuple[str, ...]:
    """Return the ids of all rules, sorted."""
    names = (path.stem for path in Path(__file__).parent.glob("*.py"))
    return tuple(sorted(name.replace("_", "-") for name in names if name not in _NO_RULES))


def page(rule_id: str) -> Page:
    """Return a rule's page. Raises KeyError for an id that no rule has."""
    if rule_id not in rule_ids():
        raise KeyError(rule_id)
    module = _module(rule_id.replace("-", "_"))
    summary, _, text = (module.__doc__ or "").strip().partition("\n")
    rule: Rule = module.RULE
    return Page(rule, summary, text.strip("\n"))


def _module(name: str) -> ModuleType:
    return import_module(f"generator.rules.{name}")
