#!/usr/bin/env bash
set -euo pipefail
exec python3 -m vllm.entrypoints.openai.api_server --port 8080 \
  --served-model-name "{{ .Name }}" --model "/mnt/models/${MODEL_NAME}" "$@"
