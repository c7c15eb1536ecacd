#!/usr/bin/env bash
# Starts vLLM's OpenAI server on the model that KServe mounts under /mnt/models.
# Reads MODEL_NAME and GPU_MEMORY_UTILIZATION; all arguments go to vLLM. KServe fills in the name and the namespace below.
set -euo pipefail

# Git LFS puts the model into a folder of its name, a Hugging Face download puts it right into the mount.
model="/mnt/models/${MODEL_NAME}"
if [[ ! -d "${model}" ]]; then
  echo "launch: ${model} is no folder, taking /mnt/models" >&2
  model="/mnt/models"
fi

weights=()
for file in "${model}"/*.gguf; do
  if [[ -f "${file}" ]]; then
    weights+=("${file}")
  fi
done

if ((${#weights[@]} > 1)); then
  echo "launch: vLLM loads one GGUF file, and ${model} holds ${#weights[@]}:" >&2
  printf '  %s\n' "${weights[@]##*/}" >&2
  echo "launch: join the parts first (gguf-split --merge), or keep only one" >&2
  exit 1
fi
if ((${#weights[@]} == 1)); then
  model="${weights[0]}"
fi

# exec: the server becomes process 1 and gets the kubelet's SIGTERM itself.
exec python3 -m vllm.entrypoints.openai.api_server \
  --port 8080 \
  --served-model-name "{{ .Name }}" "{{ .Namespace }}/{{ .Name }}" \
  --model "${model}" \
  --gpu-memory-utilization "${GPU_MEMORY_UTILIZATION}" \
  "$@"
