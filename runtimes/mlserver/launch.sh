#!/usr/bin/env bash
# Starts MLServer on the model that KServe mounts.
# Reads MLSERVER_MODEL_URI (the mount) and MLSERVER_MODEL_NAME; MLSERVER_MODEL_IMPLEMENTATION, or MODEL_TYPE, the task of a
# Hugging Face pipeline. All arguments go to `mlserver start`.
set -euo pipefail

require() {
  if [[ -z "${!1:-}" ]]; then
    echo "launch: $1 is not set" >&2
    exit 1
  fi
}

require MLSERVER_MODEL_URI
require MLSERVER_MODEL_NAME

# Git LFS puts the model into a folder of its name, a Hugging Face download puts it right into the mount.
mount="${MLSERVER_MODEL_URI}"
model="${mount}/${MLSERVER_MODEL_NAME}"
if [[ ! -d "${model}" ]]; then
  echo "launch: ${model} is no folder, taking ${mount}" >&2
  model="${mount}"
fi

# MLflow marks its models with a file of this name: https://mlflow.org/docs/latest/ml/model/#storage-format
if [[ "${MODEL_TYPE:-}" == "text-to-image" ]]; then
  implementation="mlserver_diffusers.StableDiffusionRuntime"
elif [[ -f "${model}/MLmodel" ]]; then
  implementation="mlserver_mlflow.MLflowRuntime"
else
  implementation="mlserver_huggingface.HuggingFaceRuntime"
fi
export MLSERVER_MODEL_IMPLEMENTATION="${MLSERVER_MODEL_IMPLEMENTATION:-${implementation}}"

case "${MLSERVER_MODEL_IMPLEMENTATION}" in
  mlserver_diffusers.* | mlserver_huggingface.*)
    require MODEL_TYPE
    extra="$(
      python3 -I -c 'import json, sys; print(json.dumps(dict(task=sys.argv[1], pretrained_model=sys.argv[2])))' \
        "${MODEL_TYPE}" "${model}"
    )"
    export MLSERVER_MODEL_EXTRA="${MLSERVER_MODEL_EXTRA:-${extra}}"
    ;;
esac

# The other implementations look for the model's file where the URI points.
export MLSERVER_MODEL_URI="${model}"

# exec: the server becomes process 1 and gets the kubelet's SIGTERM itself.
exec mlserver start "${mount}" "$@"
