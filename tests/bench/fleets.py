"""Two generated fleets, the same for the same numbers: `python -m tests.bench.fleets FOLDER KIND CLUSTERS SERVICES`.

shared: services stand once in overlays, and clusters differ by hardware and region. distinct: every cluster has service
files of its own, all different, its own mirror and its own label; nothing else differs. Each cluster gets five ClusterServingRuntimes, the
services and one hydra-agent, which extends what is on the cluster already (in the shared fleet the same chart's
everywhere, in the distinct one each cluster's own); one more cluster is Hydra's global one.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

from tests.bench.services import places, service_text

KINDS = ("shared", "distinct")
DEFINITIONS = Path(__file__).parent / "definitions"
_HARDWARE = ("nvidia", "ascend", "cpu")
_REGIONS = ("north", "east", "south", "west")


def generate(root: Path, kind: str, clusters: int, services: int) -> None:
    """Write a fleet's definitions to a folder that does not exist yet."""
    shutil.copytree(DEFINITIONS, root)
    random = Random(20260809)
    files = _shared(clusters, services, random) if kind == "shared" else _distinct(clusters, services, random)
    for path, text in files:
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def _shared(clusters: int, services: int, random: Random) -> Iterator[tuple[str, str]]:
    for place in places(services):
        for overlay in ("common",) if place.common else _HARDWARE:
            yield f"overlays/{overlay}/{place.path}", service_text(place, overlay, random)
    for index in range(clusters):
        name, hardware, region = f"c{index:04}", _HARDWARE[index % 3], random.choice(_REGIONS)
        agent = _AGENT.format(name="serving", site="any", replicas=8, interval=30)
        yield from _cluster(name, hardware, region, f"registry.{region}.example.com:5000", agent)


def _distinct(clusters: int, services: int, random: Random) -> Iterator[tuple[str, str]]:
    for index in range(clusters):
        name, hardware, site = f"c{index:04}", _HARDWARE[index % 3], f"site-{index:04}"
        agent = _AGENT.format(name=name, site=site, replicas=random.randint(2, 16), interval=random.randint(10, 90))
        yield from _cluster(name, hardware, site, f"registry-{index:04}.example.com:5000", agent)
        for place in places(services):
            yield f"clusters/{name}/{place.path}", service_text(place, hardware, random)


def _cluster(name: str, hardware: str, site: str, mirror: str, agent: str) -> Iterator[tuple[str, str]]:
    yield f"clusters/{name}/cluster.yaml", _CLUSTER.format(name=name, hardware=hardware, site=site, mirror=mirror)
    yield f"clusters/{name}/live/hydra-agent.yaml", agent


_CLUSTER = """\
apiVersion: servewright.io/v1alpha1
kind: Cluster
metadata:
  name: {name}
  labels: {{env: prod, site: {site}}}
spec:
  overlays: [common, air-gapped, {hardware}]
  values:
    mirror: {mirror}
    model_pvc: models-ssd
"""

_AGENT = """\
apiVersion: v1
data:
  configmap: |
    # settings of the agent in this cluster
    cluster:
      name: {name}
      labels: {{site: {site}}}
    log: {{level: info, colour: off}}
    sync:
      on: yes
      interval: {interval}s
    # the platform's own images come first
    deployment_templates:
    - match_runtimes: [vllm]
      match_gpu_types: [nvidia-gpu, nvidia-vgpu]
      container_template:
        image: {{registry: docker.io, repository: vllm/vllm-openai, tag: v0.11.0}}
        args: ["--disable-log-requests"]
    - match_runtimes: [sglang]
      match_gpu_types: [nvidia-gpu]
      container_template:
        image:
          registry: docker.io
          repository: lmsysorg/sglang
          tag: v0.5.4
    - match_runtimes: [mindie]
      match_gpu_types: [ascend-gpu-910]
      container_template:
        image:
          registry: swr.cn-south-1.myhuaweicloud.com
          repository: ascendhub/mindie
          tag: 2.1.RC1
    # limits that the console shows
    quota:
      max_replicas: {replicas}
kind: ConfigMap
metadata:
  annotations:
    meta.helm.sh/release-name: hydra-agent
    meta.helm.sh/release-namespace: hydra-system
  name: hydra-agent
  namespace: hydra-system
"""


if __name__ == "__main__":
    generate(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
