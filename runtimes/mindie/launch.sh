#!/usr/bin/env bash
# Starts MindIE on the model that KServe mounts under /mnt/models.
# Reads MODEL_NAME, MODEL_PATH, MY_POD_IP and RAW_SCRIPT, which holds configure.py. All arguments are options of that.
set -euo pipefail

# No word stands after this script in the command, so the first argument arrives as $0.
if [[ "$0" == --* ]]; then
  set -- "$0" "$@"
fi

for package in ascend-toolkit mindie; do
  environment="/usr/local/Ascend/${package}/set_env.sh"
  if [[ ! -f "${environment}" ]]; then
    echo "launch: ${environment} is missing, so the image's ${package} is not whole" >&2
    exit 1
  fi
  # Such a file may use variables that are not set, and commands that fail.
  set +eu
  # shellcheck source=/dev/null
  source "${environment}"
  set -eu
done
export MIES_INSTALL_PATH="/usr/local/Ascend/mindie/latest/mindie-service"

# Git LFS puts the model into a folder of its name, a Hugging Face download puts it right into the mount.
model="${MODEL_PATH}"
if [[ ! -d "${model}" ]]; then
  echo "launch: ${model} is no folder, taking /mnt/models" >&2
  model="/mnt/models"
fi
# MindIE checks owner and modes of a model's files.
if ! chmod -R 755 "${model}"; then
  echo "launch: modes under ${model} stay as they are; is the volume mounted to be written to?" >&2
fi

# -I: only Python's own library, whatever the environment and the folder hold.
python3 -I -c "${RAW_SCRIPT}" --model-name "${MODEL_NAME}" --model-path "${model}" --ip "${MY_POD_IP}" "$@"

# exec: the server becomes process 1 and gets the kubelet's SIGTERM itself.
exec "${MIES_INSTALL_PATH}/bin/mindieservice_daemon"
