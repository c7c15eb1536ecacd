"""Image references: parsed as container runtimes parse them, and moved to mirrors by their parsed names.

Source of the grammar and of the defaults: the reference package of the distribution project
(github.com/distribution/reference, README and doc comments), which Docker, containerd and kubelet share.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from msgspec import Struct

DEFAULT_REGISTRY = "docker.io"
DEFAULT_FOLDER = "library"
_OLD_DEFAULT_REGISTRY = "index.docker.io"
_MAX_NAME = 255

_LABEL = r"(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])"
_HOST = re.compile(rf"(?:{_LABEL}(?:\.{_LABEL})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?")
_FOLDER = re.compile(r"[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*")
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")
_DIGEST = re.compile(r"sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128}")
_IDENTIFIER = re.compile(r"[a-f0-9]{64}")
_MOVED = frozenset(
    (
        *(
            "canary",
            "daily",
            "dev",
            "devel",
            "develop",
            "edge",
            "head",
            "latest",
            "main",
            "master",
            "nightly",
            "rolling",
        ),
        *("snapshot", "stable", "trunk", "unstable", "weekly"),
    )
)
_NEWEST = frozenset(("latest", "nightly"))
"""Words for which no variant needs to be known beside them."""
_VARIANT = re.compile(
    r"(?:alpine|amd|arm|aarch|cann|cpu|cu|cuda|debian|gpu|hpu|linux|npu|openeuler|py|python|rocm|slim|tpu|ubuntu|x|xpu)[0-9._]*"
    r"|64|910[bc]?|310p|a[23]"
)
_FIXED = re.compile(r"v?[0-9]+(?:\.[0-9]+)*(?:(?:rc|post|a|b)[0-9]*)?|(?=[a-f]*[0-9])g?[0-9a-f]{7,40}", re.IGNORECASE)
"""A release, a date or a commit."""
_OCI_URI = re.compile(r"(oci(?:\+[a-z]+)?://)(.*)", re.DOTALL)


class ImageReference(Struct, frozen=True):
    """A parsed reference. `registry` and `repository` are what it means; the flags say what of it was written."""

    registry: str
    repository: str
    tag: str | None
    digest: str | None
    registry_written: bool
    folder_written: bool
    """False where `library/` was filled in."""

    @property
    def name(self) -> str:
        """The full name, without tag and digest."""
        return f"{self.registry}/{self.repository}"

    @property
    def suffix(self) -> str:
        """Tag and digest as they follow the name."""
        return (f":{self.tag}" if self.tag else "") + (f"@{self.digest}" if self.digest else "")


class ImageProblem(Struct, frozen=True):
    """Why a text is no image reference, and what to do."""

    message: str
    help: str


@lru_cache(maxsize=4096)
def moves(tag: str) -> bool:
    """Say whether a tag surely names another image from time to time: latest, main, latest-gpu; nightly-20260801 does not."""
    pieces = tag.lower().replace("_", "-").split("-")
    words = _MOVED.intersection(pieces)
    others = [piece for piece in pieces if piece not in words and not _VARIANT.fullmatch(piece)]
    if not words or any(_FIXED.fullmatch(piece) for piece in others):
        return False
    return not others or not _NEWEST.isdisjoint(words)


@lru_cache(maxsize=4096)
def parse_image(reference: str) -> ImageReference | ImageProblem:
    """Parse `[registry[:port]/]repository[:tag][@digest]`; docker.io and library/ are filled in.

    The first part is a registry if it has a dot, a colon or an upper-case letter, or is localhost.
    """
    rest, at, digest = reference.partition("@")
    head, slash, last = rest.rpartition("/")
    last, colon, tag = last.partition(":")
    written = head + slash + last
    registry, repository = _split_name(written)
    host = DEFAULT_REGISTRY if registry in (None, _OLD_DEFAULT_REGISTRY) else registry
    bare = host == DEFAULT_REGISTRY and "/" not in repository
    full = f"{DEFAULT_FOLDER}/{repository}" if bare else repository
    what = (
        _name_problem(registry, repository)
        or (len(full) > _MAX_NAME and f"its name is longer than {_MAX_NAME} characters")
        or (colon and not _TAG.fullmatch(tag) and f"the tag '{tag}' is not valid")
        or (at and not _DIGEST.fullmatch(digest) and f"the digest '{digest}' is not valid")
        or (not (colon or at) and _IDENTIFIER.fullmatch(reference) and "it is an image's id, not its name")
    )
    if what:
        return ImageProblem(f"'{reference}' is not an image reference: {what}", _HELP)
    return ImageReference(host, full, tag or None, digest or None, registry is not None, not bare)


_HELP = "Write registry/repository:tag, in lower case, such as quay.io/ascend/vllm-ascend:v0.18.0."


def mirrored(reference: str, mirrors: Mapping[str, str]) -> str:
    """Return where an image is to be taken from: the longest prefix of its full name that `mirrors` has is replaced.

    Prefixes end where a part of the name ends; `*` stands for every name outside the mirrors' registries. A reference that lies below a mirror
    already, that no mirror is for, or that is not valid comes back as it was written.
    """
    image, prefix = parse_image(reference), mirror_of(reference, mirrors)
    if isinstance(image, ImageProblem) or prefix is None:
        return reference
    if prefix == "*":
        return f"{mirrors['*']}/{image.name}{image.suffix}"
    return mirrors[prefix] + image.name.removeprefix(prefix) + image.suffix


def mirror_of(reference: str, mirrors: Mapping[str, str]) -> str | None:
    """Return the prefix that `mirrored` replaces; None where it leaves the reference as it is."""
    image = parse_image(reference)
    if isinstance(image, ImageProblem) or any(has_prefix(image.name, _full(mirror)) for mirror in mirrors.values()):
        return None
    matching = [prefix for prefix in mirrors if has_prefix(image.name, prefix)]
    if matching:
        return max(matching, key=len)
    hosts = {mirror.partition("/")[0] for mirror in mirrors.values()}
    return "*" if "*" in mirrors and image.registry not in hosts else None


def image_in(text: str) -> str:
    """Return the image of an oci:// (or oci+…://) URI; another text as it is."""
    found = _OCI_URI.fullmatch(text)
    return found[2] if found else text


def mirrored_uri(uri: str, mirrors: Mapping[str, str]) -> str:
    """Return an oci:// (or oci+…://) URI with its image taken from the mirrors, any other URI as it is."""
    found = _OCI_URI.fullmatch(uri)
    return found[1] + mirrored(found[2], mirrors) if found else uri


def image_problem(text: str) -> ImageProblem | None:
    """Return why a text is no image reference, or no oci:// (or oci+…://) URI of one; None where it is."""
    uri = _OCI_URI.fullmatch(text)
    parsed = parse_image(uri[2] if uri else text)
    return parsed if isinstance(parsed, ImageProblem) else None


def has_prefix(name: str, prefix: str) -> bool:
    """Say whether a full image name is `prefix` or lies below it: docker.io/foo is not below docker.io/fo."""
    return name == prefix or name.startswith(f"{prefix}/")


def _full(prefix: str) -> str:
    return prefix if _split_name(f"{prefix}/")[0] else f"{DEFAULT_REGISTRY}/{prefix}"


def _split_name(name: str) -> tuple[str | None, str]:
    first, slash, rest = name.partition("/")
    is_registry = slash and ("." in first or ":" in first or first == "localhost" or first != first.lower())
    return (first, rest) if is_registry else (None, name)


def _name_problem(registry: str | None, repository: str) -> str | None:
    if registry is not None and not _HOST.fullmatch(registry):
        return f"'{registry}' is not a registry"
    if repository != repository.lower():
        return f"'{repository}' has upper-case letters"
    wrong = [folder for folder in repository.split("/") if not _FOLDER.fullmatch(folder)]
    if not wrong:
        return None
    return f"'{wrong[0]}' is not part of a name" if wrong[0] else "a part of its name is empty"
