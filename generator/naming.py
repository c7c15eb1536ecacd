"""Names: what Kubernetes and KServe accept, and which known name a wrong one is nearest to."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from functools import lru_cache

DNS_LABEL = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")
DNS_SUBDOMAIN = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
SERVICE_NAME = re.compile(r"[a-z]([-a-z0-9]*[a-z0-9])?")
"""KServe's validating webhook, pkg/apis/serving/v1beta1/inference_service_validation.go."""
LABEL_VALUE = re.compile(r"([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?")
_QUALIFIED_NAME = re.compile(r"[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?")

LABEL_LIMIT = 63
SUBDOMAIN_LIMIT = 253
SERVICE_LIMIT = 48
"""The label `app: isvc.<name>-predictor` and the suffix `-worker` must fit into 63 characters."""


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that `name` was probably meant to be, None where none is near."""
    matches = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.6)
    return matches[0] if matches else None


def is_near(name: str, known: str) -> bool:
    """Say whether `name` is hardly anything else than a misspelt `known`."""
    return bool(difflib.get_close_matches(name, [known], cutoff=0.85))


def offer(name: str, known: Iterable[str], what: str) -> str:
    """Return the help for an unknown name: the nearest one, and all there are (`what` is their plural)."""
    names = sorted(known)
    if not names:
        return f"There are no {what}."
    guess = nearest(name, names)
    listed = ", ".join(names[:12]) + (f" and {len(names) - 12} more" if len(names) > 12 else "")
    return (f"Did you mean '{guess}'? " if guess else "") + f"The {what} are: {listed}."


def guess(name: str, known: Iterable[str], where: str) -> str:
    """Return the help for an unknown name of very many: the nearest one, and where they are listed."""
    near = nearest(name, known)
    return (f"Did you mean '{near}'? " if near else "") + where


def is_subdomain(name: str) -> bool:
    """Say whether a name is a DNS subdomain (RFC 1123), as most Kubernetes objects need."""
    return len(name) <= SUBDOMAIN_LIMIT and DNS_SUBDOMAIN.fullmatch(name) is not None


def is_label_value(value: str) -> bool:
    """Say whether Kubernetes accepts a value of a label."""
    return len(value) <= LABEL_LIMIT and LABEL_VALUE.fullmatch(value) is not None


@lru_cache(maxsize=4096)
def is_qualified_name(key: str) -> bool:
    """Say whether Kubernetes accepts a key of a label or annotation: an optional DNS prefix, a slash, a name."""
    prefix, slash, name = key.rpartition("/")
    if slash and not is_subdomain(prefix):
        return False
    return len(name) <= LABEL_LIMIT and _QUALIFIED_NAME.fullmatch(name) is not None
