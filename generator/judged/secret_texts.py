"""Which names promise a secret, and which texts are one: told so that ordinary settings are never taken for one."""

from __future__ import annotations

import re
from functools import lru_cache

_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+")
_ENDS = frozenset(
    (
        ("apikey",),
        ("api", "key"),
        ("accesskey",),
        ("access", "key"),
        ("encryption", "key"),
        ("private", "key"),
        ("privatekey",),
        ("secret", "key"),
        ("secretkey",),
        ("credential",),
        ("credentials",),
        ("passphrase",),
        ("passwd",),
        ("password",),
        ("secret",),
        ("token",),
    )
)
_OF_MODELS = re.compile(
    "audio|begin|bos|chat|class|cls|decoder|end|eos|first|forced|image|last|mask|max|media|min|new|next|num|pad|per|prompt"
    "|reasoning|repetition|sep|special|start|stop|think|thinking|tool|unk|video|vision|word"
)
"""What stands before `token` where a model's vocabulary is meant."""
_OF_OTHERS = frozenset(("checksum", "digest", "hash", "md5", "pub", "public", "sha"))
"""What is in the names of values that are made of a secret and tell nothing of it."""
_NAMING = ("secret", "credential", "credentials")
"""Ends of names whose text is often the name of a Secret."""
_RANDOM = re.compile(r"(?=[A-Za-z]*[0-9])(?=[0-9]*[A-Za-z])[A-Za-z0-9]{6,}")
"""A piece that is no word of a Kubernetes name: letters and digits in turn."""
_LEAST, _MOST = 8, 4096
"""Characters of a token or key that is no setting, and those that are looked at."""
_KEY_LIKE = re.compile(r"[A-Za-z0-9_+/=.:~!@#$%^&*-]+")
_HOLDERS = re.compile(
    "default|disabled|dummy|empty|enabled|example|fake|false|key|na|nil|no|none|not-?needed|not-?used|null|off|on|password"
    "|placeholder|redacted|required|secret|string|tbd|test|todo|token|true|unset|unused|yes",
    re.IGNORECASE,
)
"""Settings and stand-ins."""
_BEGUN = re.compile(r"(?i)(?:your|my|change|replace|insert|put|example|dummy|placeholder|sample)")
_BLOTTED = re.compile(r"(?i)x{4}|\*{3}|\.{3}|…")
"""Beginnings of texts that stand for a secret, and signs that blot one out."""
_ADDRESS = re.compile(r"[a-z][a-z0-9+]*://")
_CHOSEN = ("password", "passwd", "passphrase")
"""Ends of names whose text people choose, so that any is one."""
_REFERENCES = ("$(", "${", "{{", "<", "ENC[", "vault:", "ref+", "secret://", "/", "./", "~/", "file:")
"""How a text begins that says where the secret is."""
_SIGN = re.compile(r"hf_|sk-|gh[po]_|github_pat_|glpat-|AKIA|xox[abps]-|AIza|PRIVATE KEY|://[^\s/]*@")
"""What a secret that shows itself has in it: most texts have nothing of it."""
_SHOWN = re.compile(
    r"""
    \b(?:hf_[A-Za-z0-9]{30,} | sk-(?=\S{0,64}[0-9])(?=\S{0,64}[A-Z])[A-Za-z0-9_-]{32,} | gh[po]_[A-Za-z0-9]{36,} | github_pat_[A-Za-z0-9_]{50,}
      | glpat-[A-Za-z0-9_-]{20,} | AKIA[A-Z0-9]{16} | xox[abps]-[A-Za-z0-9-]{20,} | AIza[A-Za-z0-9_-]{35})\b
  | -----BEGIN\ (?:[A-Z]+\ )*PRIVATE\ KEY-----
  | ://[^\s/:@$\{<]*:(?![$\{<*])[^\s/:@]+@
    """,
    re.VERBOSE,
)


@lru_cache(maxsize=8192)
def promises_secret(name: str) -> bool:
    """Say whether a variable, flag or annotation of this name holds a secret: HF_TOKEN does, max-tokens does not."""
    words = _words(name)
    if words[-1:] not in _ENDS and words[-2:] not in _ENDS:
        return False
    return _OF_OTHERS.isdisjoint(words) and not (words[-1] == "token" and any(map(_OF_MODELS.fullmatch, words)))


def is_secret(name: str, text: str) -> bool:
    """Say whether a text under a name that promises a secret is one, and not a reference, a setting or a stand-in."""
    plain = text.strip()[:_MOST]
    if not plain or plain.startswith(_REFERENCES) or _HOLDERS.fullmatch(plain) or _ADDRESS.match(plain):
        return False
    if _BEGUN.match(plain) or _BLOTTED.search(plain):
        return False
    last = _words(name)[-1]
    if last in _CHOSEN:
        return "$(" not in plain and "{{" not in plain
    if len(plain) < _LEAST or _KEY_LIKE.fullmatch(plain) is None or plain.replace(".", "").isalpha():
        return False
    return last not in _NAMING or _RANDOM.search(plain) is not None


@lru_cache(maxsize=8192)
def _words(name: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in _WORD.findall(name))


@lru_cache(maxsize=4096)
def shows_secret(text: str) -> bool:
    """Say whether a text has a secret in it by its own form: a known kind of token, a private key, a URL's password."""
    return _SIGN.search(text) is not None and _SHOWN.search(text) is not None
