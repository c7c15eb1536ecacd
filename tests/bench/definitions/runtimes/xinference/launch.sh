#!/usr/bin/env bash
# Starts Xinference, waits until it answers, and loads the model that KServe mounts.
set -euo pipefail

for name in MODEL_PATH MODEL_UID MODEL_ENGINE MODEL_FAMILY; do
  if [[ -z "${!name:-}" ]]; then
    echo "launch: ${name} is empty" >&2
    exit 1
  fi
done

endpoint="http://127.0.0.1:8080"
xinference-local --host 0.0.0.0 --port 8080 &
server=$!
trap 'kill -TERM "${server}"' TERM INT

until curl --silent --fail --output /dev/null "${endpoint}/docs"; do
  if ! kill -0 "${server}" 2>/dev/null; then
    echo "launch: the server ended before it answered" >&2
    exit 1
  fi
  sleep 1
done

xinference launch \
  --endpoint "${endpoint}" \
  --model_path "${MODEL_PATH}" \
  --model-engine "${MODEL_ENGINE}" \
  --model-name "${MODEL_FAMILY}" \
  --model-uid "${MODEL_UID}" \
  "$@"
wait "${server}"
