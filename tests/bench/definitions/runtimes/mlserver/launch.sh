#!/usr/bin/env bash
# Starts MLServer on one model; MODEL_TYPE decides which implementation serves it.
set -euo pipefail

case "${MODEL_TYPE}" in
  text-to-image) implementation="mlserver_diffusers.StableDiffusionRuntime" ;;
  *) implementation="mlserver_huggingface.HuggingFaceRuntime" ;;
esac

# Git LFS puts the model into a folder of its name, a Hugging Face download puts it right into the mount.
model="${MLSERVER_MODEL_URI}/${MLSERVER_MODEL_NAME}"
if [[ ! -d "${model}" ]]; then
  echo "launch: ${model} is no folder, taking ${MLSERVER_MODEL_URI}" >&2
  model="${MLSERVER_MODEL_URI}"
fi

export MLSERVER_MODEL_IMPLEMENTATION="${implementation}"
MLSERVER_MODEL_EXTRA="$(printf '{"task": "%s", "pretrained_model": "%s"}' "${MODEL_TYPE}" "${model}")"
export MLSERVER_MODEL_EXTRA
exec mlserver start "${MLSERVER_MODEL_URI}" "$@"
