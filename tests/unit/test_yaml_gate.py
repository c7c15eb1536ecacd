"""What is read fast, that this changes nothing, and that other readers understand the same."""

from __future__ import annotations

from typing import Any

import pytest
import ruamel.yaml
import yaml

from generator.yaml.gate import ordinary_text
from generator.yaml.strict import read_carefully, read_document
from tests.oracle import ask
from tests.yaml_texts import ANYTHING, ORDINARY, documents, exactly, scraps

PATH = "clusters/one/cluster.yaml"

ORDINARY_FILE = """\
# yaml-language-server: $schema=../../schema.json, no: on
apiVersion: servewright.io/v1alpha1
kind: Runtime
metadata: {name: vllm-ascend, labels: {tier: "2", note: 'it''s'}}
spec:
  image: quay.io/ascend/vllm-ascend:v0.18.0rc1    # the release, no candidate
  channels: {stable: "2026-01", canary: "2026-08"}
  toolkitVersion: 8.5.1
  contract:
    podSecurityContext:
      supplementalGroups: {default: [1000], reason: The process joins that group}
      seccompProfile: {default: {type: RuntimeDefault}, reason: Pod Security level restricted}
  clusterServingRuntime:
    metadata:
      name: aml-vllm-ascend-${{ flavour.name }}
      annotations: {aml.cpaas.io/user-create: "true", helm.sh/resource-policy: keep}
    spec:
      containers:
        - name: kserve-container
          command: [bash, -c, "${{ file('launch.sh') }}", bash]
          args:
            - --host=0.0.0.0
            - |
              if [ "$x" == "no" ]; then on; fi
              - a: 0777
            - "{{ .Name }}"
          env:
            - {name: MODEL_NAME, value: "${{ placeholder.annotation('aml-model-repo') }}"}
            - name: 说明
              value: 中文，可以
          resources:
            limits: {cpu: 2, memory: 16Gi, huawei.com/Ascend910B4: "1"}
          startupProbe:
            httpGet: {path: /health, port: 8080}
            failureThreshold: 60
          securityContext: {runAsNonRoot: true, runAsUser: 65534, privileged: null}
"""


def test_an_ordinary_file_is_read_fast() -> None:
    assert ordinary_text(ORDINARY_FILE.encode()) == ORDINARY_FILE


def test_most_of_what_is_made_of_ordinary_things_is_read_fast() -> None:
    texts = list(documents(1, ORDINARY, 500))
    assert sum(ordinary_text(text.encode()) is not None for text in texts) > 400


@pytest.mark.parametrize(
    "text",
    [
        "a: no\n", "a: 0777\n", "_1: a\n", "a: _1\n", "a: {1}\n", "a: {b, 2: 3}\n", "a: &x 1\n", "a: !x 1\n", "a:\tb\n",
        "a: 1", "- k: |\n  no: on\n", "a: |\n", "a: |2\n   x\n", "a: \xa0b\n", "a: b\r\n", "a: 'x\n  y'\n", "on: 1\n",
    ],
)  # fmt: skip
def test_what_needs_care_is_not_read_fast(text: str) -> None:
    assert ordinary_text(text.encode()) is None


def agree(text: str) -> bool:
    """Say whether a text is read fast, having compared that with careful reading."""
    data = text.encode()
    fast, found_fast = read_document(PATH, data)
    careful, found = read_carefully(PATH, data)
    assert found_fast == found, text
    assert (fast is None) == (careful is None) == bool(found), text
    if fast is not None and careful is not None:
        assert exactly(fast.value) == exactly(careful.value), text
    return fast is not None and ordinary_text(data) is not None


def test_fast_and_careful_reading_agree() -> None:
    assert sum(agree(text) for text in documents(2, ORDINARY, 2000)) > 1500
    assert sum(agree(text) for text in documents(3, ANYTHING, 2000)) > 100
    assert sum(agree(text) for text in scraps(4, 8000)) > 500


def as_json(value: Any) -> Any:
    """Return a value as JSON tells it, whose numbers have no types."""
    if isinstance(value, dict):
        return {key: as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_json(item) for item in value]
    return ("number", float(value)) if isinstance(value, int | float) and not isinstance(value, bool) else value


def test_what_is_read_is_the_same_to_three_other_readers() -> None:
    texts = [*documents(5, ORDINARY, 300), *documents(6, ANYTHING, 1200)]
    texts = [text for text in texts if read_document(PATH, text.encode())[0] is not None]
    assert len(texts) > 400
    for text, answer in zip(texts, ask("yamlread", texts), strict=True):
        value = read_document(PATH, text.encode())[0].value
        assert exactly(yaml.load(text, Loader=yaml.CSafeLoader)) == exactly(value), text
        assert exactly(ruamel.yaml.YAML(typ="safe", pure=True).load(text)) == exactly(value), text
        assert as_json(answer["json"]) == as_json(value), text
