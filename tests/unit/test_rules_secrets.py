"""What is taken for a secret, and what is not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generator.judged.secret_texts import promises_secret, shows_secret
from generator.judged.secret_words import in_script
from generator.rules import secret_in_repo
from tests.unit.judged_pair import pair, told

KEY = "Zk3v9QpL0sT7"


PROMISING = (
    "HF_TOKEN HUGGING_FACE_HUB_TOKEN TOKEN apiToken --auth-token AWS_SECRET_ACCESS_KEY --api-key VLLM_API_KEY apiKey "
    "OPENAI_APIKEY DB_PASSWORD --passwd SSH_PASSPHRASE clientSecret MINIO_SECRET_KEY example.com/private-key "
    "S3_ACCESS_KEY azure-credentials PGPASSWORD MYSQLPASSWORD DB_PASS --smtp-pass REDIS_PWD LITELLM_MASTER_KEY "
    "AZURE_STORAGE_KEY AZURE_STORAGE_ACCOUNT_KEY JWT_SIGNING_KEY"
)
PLAIN = (
    "MAX_TOKENS --token-limit TOKENIZER TOKENIZERS_PARALLELISM --max-input-token-len EOS_TOKEN --image-token-id "
    "--max-num-batched-tokens PASSWORD_FILE SECRET_NAME AWS_ACCESS_KEY_ID TLS_KEY_PATH KEY PUBLIC_KEY checksum/secret "
    "NUM_TOKEN --skip-special-tokens KEYSTONE SECRETARY MONKEY API_KEY_HEADER PASS_THROUGH BYPASS "
    "FIRST_PASS --two-pass PWD OLDPWD SORT_KEY PRIMARY_KEY CACHE_KEY PARTITION_KEY STORAGE_KEY MASTER_KEY_PATH "
    "JWT_SIGNING_KEY_ID PGPASSFILE COMPASS"
)


def test_names_that_promise_a_secret() -> None:
    assert [name for name in PROMISING.split() if not promises_secret(name)] == []
    assert [name for name in PLAIN.split() if promises_secret(name)] == []


def secrets(root: Path, files: dict[str, str | None]) -> list[str]:
    return [each for each in told(root, files) if each.endswith(": literal-secret")]


@pytest.mark.parametrize(
    ("name", "text", "secret"),
    [
        ("HF_TOKEN", KEY, True),
        ("API_KEY", "token-abc124", True),
        ("DB_PASSWORD", "arn:swordfish", True),
        ("DB_PASSWORD", "admin", True),
        ("CLIENT_SECRET", "3f2a9c1d-77aa-4c1e-9a0b-5d0c8e1f2a3b", True),
        ("NOTE", "-----BEGIN RSA PRIVATE KEY-----\nMIIEow", True),
        ("HTTPS_PROXY", "http://me:pa55word@proxy.example.com:3128", True),
        ("ANYTHING", f"hf_{'a1B' * 12}", True),
        ("ANYTHING", "AKIAIOSFODNN7EXAMPLE", True),
        ("PGPASSWORD", "swordfish", True),
        ("DB_PASS", "swordfish", True),
        ("LITELLM_MASTER_KEY", "sk-9f8e7d6c5b4a3210", True),
        ("AZURE_STORAGE_KEY", "9f8e7d6c5b4a32109f8e7d6c5b4a3210==", True),
        ("JWT_SIGNING_KEY", "9f8e7d6c5b4a3210", True),
        ("CONNECTION", f"DefaultEndpointsProtocol=https;AccountName=a;AccountKey={'a1B+' * 21}aa==", True),
        ("HF_TOKEN_SECRET", "9f8e7d6c5b4a3210", True),
        ("S3_CREDENTIALS", "AbC123dEf456", True),
        ("HF_TOKEN", "", False),
        ("HF_TOKEN", "$(TOKEN_OF_SECRET)", False),
        ("HF_TOKEN", "{{ index .Annotations `token` }}", False),
        ("HF_TOKEN", "/var/run/secrets/token", False),
        ("HF_TOKEN", "https://vault.example.com/v1/12345678", False),
        ("HF_TOKEN", "vault:secret/data/hf#token1", False),
        ("HF_TOKEN", "bao:secret/data/hf#token1", False),
        ("HF_TOKEN", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:hf-a1b2c3", False),
        ("DB_PASSWORD", "arn:aws-cn:secretsmanager:cn-north-1:123456789012:secret:db-a1b2c3", False),
        ("HF_TOKEN", "gcp:secretmanager:projects/p1/secrets/hf/versions/3", False),
        ("DB_PASSWORD", "azure:keyvault:db-1/0123456789abcdef", False),
        ("API_KEY", "token-abc123", False),
        ("HF_TOKEN", "<your-token-1>", False),
        ("HF_TOKEN", "your-token-here-1", False),
        ("HF_TOKEN", "hf_xxxxxxxxxxxxxxxx1", False),
        ("API_KEY", "EMPTY", False),
        ("API_KEY", "not-needed", False),
        ("API_KEY", "sk-no-key-required", False),
        ("API_KEY", "lm-studio", False),
        ("API_KEY", "fake-key", False),
        ("API_KEY", "fake-key-12", False),
        ("API_KEY", "not-a-real-key", False),
        ("API_KEY", "no-key-needed", False),
        ("API_KEY", "local-vllm", False),
        ("API_KEY", "$OTHER_KEY_1", False),
        ("USE_TOKEN", "true", False),
        ("S3_CREDENTIALS", "s3-reader01", False),
        ("HF_TOKEN_SECRET", "hf-creds-team2024a", False),
        ("HF_TOKEN_SECRET", "models/hf-creds-5hk2g9t7mf", False),
        ("JWT_SIGNING_KEY", "signing-key-2024b", False),
        ("CONNECTION", "AccountName=a;AccountKey=${ACCOUNT_KEY_123456}", False),
        ("CONNECTION", "AccountName=a;AccountKey=$(ACCOUNT_KEY_123456)", False),
        ("TOKEN", "|eos|1234", False),
        ("PULL_SECRET", "mirror-pull-2", False),
        ("DB_PASSWORD", "changeme", False),
        ("DB_PASSWORD", "${DB_PASSWORD}", False),
        ("PROXY", "http://proxy.example.com:3128/a:b@c", False),
        ("PROXY", "http://$(USER):$(PASSWORD)@proxy.example.com", False),
        ("IMAGE", "registry.example.com:5000/task-runner@sha256:0123", False),
        ("MODEL", "sk-learn-random-forest-classifier-model-v2-final", False),
    ],
)
def test_texts(name: str, text: str, secret: bool, tmp_path: Path) -> None:
    expected = ["runtime: literal-secret"] if secret else []
    assert secrets(tmp_path / "env", pair({"env": [{"name": name, "value": text}]})) == expected
    assert secrets(tmp_path / "annotation", pair(runtime={"annotations": {name: text}})) == expected


@pytest.mark.parametrize(
    ("args", "count"),
    [
        ([f"--api-key={KEY}"], 1),
        (["--api-key", KEY], 1),
        (["--api-key", KEY, "--hf-token", KEY], 2),
        (["env", f"HF_TOKEN={KEY}", "serve"], 1),
        (["--url=http://a:b@example.com"], 1),
        (["--api-key", "--verbose"], 0),
        (["--api-key"], 0),
        (["--api-key=$(API_KEY)"], 0),
        (["--token-limit", "100000000"], 0),
        (["--enable-auto-tool-choice", KEY], 0),
        (["set token=12345678 in the script"], 0),
    ],
)
def test_args(args: list[str], count: int, tmp_path: Path) -> None:
    known = {"env": [{"name": "API_KEY", "valueFrom": {"secretKeyRef": {"name": "keys", "key": "api"}}}]}
    assert secrets(tmp_path, pair({"args": args, **known})) == ["runtime: literal-secret"] * count


def test_a_service_is_judged_like_a_runtime(tmp_path: Path) -> None:
    entry = {"env": [{"name": "HF_TOKEN", "value": KEY}]}
    assert told(tmp_path / "a", pair(model=entry)) == ["service: literal-secret"]
    assert told(tmp_path / "b", pair(predictor={"annotations": {"api-key": KEY}})) == ["service: literal-secret"]


@pytest.mark.parametrize(
    ("name", "text", "secret"),
    [
        ("vault.hashicorp.com/agent-inject-secret-db-password", "database/creds/app1", False),
        (
            "vault.hashicorp.com/agent-inject-template-api-key",
            '{{ with secret "kv/a" }}{{ .Data.key1 }}{{ end }}',
            False,
        ),
        ("vault.hashicorp.com/agent-inject-file-db-password", "password.txt", False),
        ("vault.security.banzaicloud.io/vault-tls-secret", "vault-tls-9f8e7d6c5b", False),
        ("secrets-webhook.security.bank-vaults.io/bao-token", "token:bao-token1", False),
        ("secret.reloader.stakater.com/db-password", "db-password-1", False),
        ("vault.hashicorp.com/agent-inject-template-a", f"hf_{'a1B' * 12}", True),
        ("example.com/db-password", "password.txt", True),
    ],
)
def test_annotations_for_operators_say_where_secrets_are(name: str, text: str, secret: bool, tmp_path: Path) -> None:
    expected = ["service: literal-secret"] if secret else []
    assert secrets(tmp_path, pair(predictor={"annotations": {name: text}})) == expected


HEX = "9f8e7d6c5b4a3210"


@pytest.mark.parametrize(
    ("script", "count"),
    [
        (f"export HF_TOKEN={HEX}\nexec serve", 1),
        (f"HF_TOKEN='{HEX}' exec serve", 1),
        (f"export A=1 HF_TOKEN={HEX}; exec serve --api-key {HEX}", 2),
        (f"exec vllm serve /mnt/models --api-key {HEX}", 1),
        (f'exec vllm serve \\\n  --api-key="{HEX}" \\\n  --port 8080', 1),
        ("PGPASSWORD=swordfish psql", 1),
        (f"export TOKEN=hf_{'a1B' * 12}", 1),
        ('export HF_TOKEN="$(cat /run/secret)"', 0),
        ("export HF_TOKEN=`cat /run/secret1234`", 0),
        ('exec serve --api-key "$API_KEY"', 0),
        ('exec serve --api-key "prefix-1-$API_KEY"', 0),
        ("TOKEN=${TOKEN:-}", 0),
        ("export PASSWORD=${PASSWORD:?is missing}", 0),
        ('if [ "$TOKEN" = 12345678 ]; then exit; fi', 0),
        (f"# export HF_TOKEN={HEX}", 0),
        (f"python3 - <<'END'\ntoken={HEX}\nEND\nexec serve", 0),
        (f"python3 -c 'call(token={HEX})'", 0),
        ("export PASS_THROUGH=swordfish1 SORT_KEY=created123 TOKENIZER=llama3-8b-hf", 0),
        ("exec serve --max-num-batched-tokens 12345678 --token-limit=12345678", 0),
    ],
)
def test_scripts(script: str, count: int, tmp_path: Path) -> None:
    files = pair({"command": ["bash", "-c", script], "args": None})
    assert secrets(tmp_path / "word", files) == ["runtime: literal-secret"] * count
    held = pair({"env": [{"name": "SCRIPT", "value": f"#!/bin/sh\n{script}"}]})
    assert secrets(tmp_path / "env", held) == ["runtime: literal-secret"] * count


def test_long_texts_take_linear_time() -> None:
    for text in ("://" * 300_000, "sk-" * 300_000, "hf_" * 300_000):
        assert not shows_secret(text)
    for text in ("token= " * 300_000, "token=a <<X\n" * 100_000, "--api-key " * 300_000):
        assert in_script(text) == ()


SECRET = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "a"}}


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (json.dumps({**SECRET, "data": {"a": "eA=="}}), [1]),
        ("kind: Secret\nstringData:\n  a: x\n", [1]),
        ("kind: ConfigMap\ndata: {a: Secret}\n---\nkind: Secret\ndata: {a: eA==}\n", [4]),
        ("kind: List\nitems:\n- kind: Secret\n  data: {a: eA==}\n- kind: Secret\n  data: {b: eA==}\n", [3, 5]),
        ("kind: Secret\ndata: {a: 'ENC[AES256_GCM,data:eA==]'}\nsops: {}\n", []),
        ("kind: Secret\ndata: {}\n", []),
        ("kind: Secret\n", []),
        ("kind: SealedSecret\nspec: {encryptedData: {a: eA==}}\n", []),
        ("kind: ExternalSecret\nspec: {target: {template: {kind: Secret, data: {a: eA==}}}}\n", []),
        ("kind: ConfigMap\ndata:\n  a: |\n    kind: Secret\n    data: {a: eA==}\n", []),
        ("- kind: Secret\n  data: {a: eA==}\n", []),
        ("kind: [Secret", []),
        ("Secret", []),
    ],
)
def test_secrets_in_files(text: str, lines: list[int]) -> None:
    assert [found.span.line for found in secret_in_repo.check("a.yaml", text.encode())] == lines
