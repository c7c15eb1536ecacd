#!/usr/bin/env bash
# Starts Xinference, waits until it answers, has it load the model that KServe mounts, and stays with it.
# Reads MODEL_PATH, MODEL_ENGINE, MODEL_UID and MODEL_FAMILY; all arguments go to `xinference launch`.
set -euo pipefail

for name in MODEL_PATH MODEL_ENGINE MODEL_UID MODEL_FAMILY; do
  if [[ -z "${!name:-}" ]]; then
    echo "launch: ${name} is not set" >&2
    exit 1
  fi
done

# Some storage puts the model right into the mount instead of a folder of its name.
mount="/mnt/models"
model="${MODEL_PATH}"
if [[ ! -e "${model}" && "${model}" == "${mount}"/* ]]; then
  echo "launch: ${model} does not exist, taking ${mount}" >&2
  model="${mount}"
fi

# Ascend images keep the toolkit's variables in a file, which is not written for bash's strict modes.
toolkit="/usr/local/Ascend/ascend-toolkit/set_env.sh"
if [[ -f "${toolkit}" ]]; then
  set +eu
  # shellcheck source=/dev/null
  source "${toolkit}"
  set -eu
fi

# Process 1 must pass SIGTERM on. Bash sees to a signal between two commands and while it waits for a background process,
# so whatever takes long runs in the background. However this script ends, its children are told to end too.
children=()

end_children() {
  kill -TERM "${children[@]}" 2>/dev/null || true
}

stop() {
  local code=0
  end_children
  wait "${server}" || code="$?"
  exit "${code}"
}

trap end_children EXIT
trap stop TERM

xinference-local --host 0.0.0.0 --port 8080 &
server="$!"
children+=("${server}")

endpoint="http://127.0.0.1:8080"
echo "launch: waiting for Xinference at ${endpoint}"
until curl --silent --fail --max-time 10 --output /dev/null "${endpoint}/docs"; do
  if ! kill -0 "${server}" 2>/dev/null; then
    echo "launch: Xinference ended before it answered" >&2
    wait "${server}"
    exit 1
  fi
  sleep 1
done

# An underscore in --model_path: what Xinference 1.2 has no option for, it takes over under the name that is written.
xinference launch \
  --endpoint "${endpoint}" \
  --model-name "${MODEL_FAMILY}" \
  --model-engine "${MODEL_ENGINE}" \
  --model-uid "${MODEL_UID}" \
  --model_path "${model}" \
  "$@" &
children+=("$!")
wait "$!"
xinference list --endpoint "${endpoint}"

echo "launch: the model is loaded"
wait "${server}"
