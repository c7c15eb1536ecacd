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
        ("azure", "storage", "key"),
        ("encryption", "key"),
        ("master", "key"),
        ("private", "key"),
        ("privatekey",),
        ("secret", "key"),
        ("secretkey",),
        ("signing", "key"),
        ("storage", "account", "key"),
        ("credential",),
        ("credentials",),
        ("secret",),
        ("token",),
    )
)
_LOGINS = re.compile(
    "account|admin|amqp|api|auth|basic|cert|clickhouse|database|db|docker|elastic|ftp|jdbc|kafka|key|keystore|ldap|login"
    "|mail|mariadb|minio|mongo|mongodb|mqtt|mysql|pg|postgres|postgresql|proxy|rabbitmq|redis|registry|root|service|sftp"
    "|smtp|sql|ssh|svc|truststore|user"
)
"""What stands before `pass` and `pwd` where they are a password: SORT_PASS and OLD_PWD are others."""
_OF_MODELS = re.compile(
    "audio|begin|bos|chat|class|cls|decoder|end|eos|first|forced|image|last|mask|max|media|min|new|next|num|pad|per|prompt"
    "|reasoning|repetition|sep|special|start|stop|think|thinking|tool|unk|video|vision|word"
)
"""What stands before `token` where a model's vocabulary is meant."""
_OF_OTHERS = frozenset(("checksum", "digest", "hash", "md5", "pub", "public", "sha"))
"""What is in the names of values that are made of a secret and tell nothing of it."""
_NAMING = (("secret",), ("credential",), ("credentials",), ("signing", "key"))
"""Ends of names whose text is often the name of a Secret or of a key."""
_OBJECT_NAME = re.compile(r"[a-z0-9][a-z0-9./-]*")
_HASHED = re.compile(r"(?<=[a-z0-9])-[2456789bcdfghkmt]{10}$")
"""What kustomize puts behind the name of a Secret that it makes."""
_RANDOM = re.compile(r"(?=[A-Za-z]*[0-9])(?=[0-9]*[A-Za-z])[A-Za-z0-9]{6,}")
"""A piece that is no word: letters and digits in turn."""
_RANDOM_IN_NAMES = re.compile(r"(?:[a-z]+[0-9]+){2}[a-z]|(?:[0-9]+[a-z]+){2}[0-9]")
"""A piece that is no word of a Kubernetes name, where s3, reader01 and team2024a are some."""
_LEAST, _MOST = 8, 4096
"""Characters of a token or key that is no setting, and those that are looked at."""
_KEY_LIKE = re.compile(r"[A-Za-z0-9_+/=.:~!@#$%^&*-]+")
_HOLDERS = re.compile(
    "default|disabled|dummy|empty|enabled|example|fake|false|key|na|nil|no|none|not-?needed|not-?used|null|off|on|password"
    "|placeholder|redacted|required|secret|string|tbd|test|todo|token|token-abc123|true|unset|unused|yes",
    re.IGNORECASE,
)
"""Settings and stand-ins; token-abc123 is that of vLLM's quick start."""
_BEGUN = re.compile(r"(?i)(?:your|my|change|replace|insert|put|example|dummy|placeholder|sample)")
_BLOTTED = re.compile(r"(?i)x{4}|\*{3}|\.{3}|…")
"""Beginnings of texts that stand for a secret, and signs that blot one out."""
_SAYS_NONE = re.compile(
    r"(?i)(?:^|[-_. ])(?:fake|dummy|example|placeholder|no|none|not|needed|required|unused|your)(?:$|[-_. ])"
)
"""Words of stand-ins such as sk-no-key-required."""
_PLAIN_WORDS = re.compile(r"(?:[A-Z]?[a-z]+|[A-Z]+)(?:[-_.:/@](?:[A-Z]?[a-z]+|[A-Z]+))*|[A-Za-z.]+")
_VARIABLE = re.compile(r"\$[A-Za-z_]\w*")
_ADDRESS = re.compile(r"[a-z][a-z0-9+]*://")
_OPERATORS = re.compile(r"vault|secret|conjur|1password")
"""What the domain of an operator that brings secrets has in it: its annotations say where they are."""
_CHOSEN = ("password", "passwd", "passphrase")
"""Ends of names whose text people choose, so that any is one. PGPASSWORD is one word."""
_SHORT = ("pass", "pwd")
"""The same, behind one of `_LOGINS`."""
_REFERENCES = (
    *("$(", "${", "{{", "<", "ENC[", "ref+", "secret://", "/", "./", "~/", "file:"),
    *("vault:", "bao:", "arn:aws:", "arn:aws-", "gcp:secretmanager:", "azure:keyvault:"),
)
"""How a text begins that says where the secret is; the second row is what Bank-Vaults' webhook reads."""
_SIGN = re.compile(
    r"hf_|sk-|gh[po]_|github_pat_|glpat-|AKIA|xox[abps]-|AIza|PRIVATE KEY|://[^\s/]*@|(?:Account|Access)Key="
)
"""What a secret that shows itself has in it: most texts have nothing of it."""
_SHOWN = re.compile(
    r"""
    \b(?:hf_[A-Za-z0-9]{30,} | sk-(?=\S{0,64}[0-9])(?=\S{0,64}[A-Z])[A-Za-z0-9_-]{32,} | gh[po]_[A-Za-z0-9]{36,} | github_pat_[A-Za-z0-9_]{50,}
      | glpat-[A-Za-z0-9_-]{20,} | AKIA[A-Z0-9]{16} | xox[abps]-[A-Za-z0-9-]{20,} | AIza[A-Za-z0-9_-]{35})\b
  | -----BEGIN\ (?:[A-Z]+\ )*PRIVATE\ KEY-----
  | (?:Account|SharedAccess)Key=(?!Eby8vdM02xNOcqFl)(?=[A-Za-z+/]{0,64}[0-9])[A-Za-z0-9+/]{12,}
  | ://[^\s/:@$\{<]*:(?![$\{<*])[^\s/:@]+@
    """,
    re.VERBOSE,
)


@lru_cache(maxsize=8192)
def promises_secret(name: str) -> bool:
    """Say whether a variable, flag or annotation of this name holds a secret: HF_TOKEN does, max-tokens does not."""
    words = _words(name)
    if not (_is_chosen(words) or any(words[-length:] in _ENDS for length in (1, 2, 3))):
        return False
    return _OF_OTHERS.isdisjoint(words) and not (words[-1] == "token" and any(map(_OF_MODELS.fullmatch, words)))


def says_where(name: str) -> bool:
    """Say whether an annotation of this name is for an operator that brings secrets: it holds paths and templates."""
    domain, slash, _ = name.partition("/")
    return bool(slash) and _OPERATORS.search(domain) is not None


def is_secret(name: str, text: str) -> bool:
    """Say whether a text under a name that promises a secret is one, and not a reference, a setting or a stand-in."""
    plain = text.strip()[:_MOST]
    if not plain or plain.startswith(_REFERENCES) or _HOLDERS.fullmatch(plain) or _ADDRESS.match(plain):
        return False
    if _BEGUN.match(plain) or _BLOTTED.search(plain) or _SAYS_NONE.search(plain) or _VARIABLE.fullmatch(plain):
        return False
    words = _words(name)
    if _is_chosen(words):
        return "$(" not in plain and "{{" not in plain
    if len(plain) < _LEAST or _KEY_LIKE.fullmatch(plain) is None or _PLAIN_WORDS.fullmatch(plain):
        return False
    return not (words[-1:] in _NAMING or words[-2:] in _NAMING) or not _is_name(plain)


def _is_chosen(words: tuple[str, ...]) -> bool:
    last, before = words[-1:], words[-2:-1]
    return bool(last) and (
        last[0].endswith(_CHOSEN) or (last[0] in _SHORT and before != () and _LOGINS.fullmatch(before[0]) is not None)
    )


def _is_name(text: str) -> bool:
    """Say whether a text is, as far as can be told, what an object or a key is called."""
    if _OBJECT_NAME.fullmatch(text) is None:
        return _RANDOM.search(text) is None
    return _RANDOM_IN_NAMES.search(_HASHED.sub("", text)) is None


@lru_cache(maxsize=8192)
def _words(name: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in _WORD.findall(name))


@lru_cache(maxsize=4096)
def shows_secret(text: str) -> bool:
    """Say whether a text has a secret in it by its own form: a known kind of token, a private key, a URL's password."""
    return _SIGN.search(text) is not None and _SHOWN.search(text) is not None
