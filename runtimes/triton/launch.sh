#!/usr/bin/env bash
# Starts Triton on the model repository that KServe mounts under /mnt/models.
set -euo pipefail

# exec: the server becomes process 1 and gets the kubelet's SIGTERM itself.
exec tritonserver \
  --log-verbose=1 \
  --http-port=8080 \
  --model-repository=/mnt/models
