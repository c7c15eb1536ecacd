#!/usr/bin/env bash
# Starts vLLM's OpenAI server on the model that KServe mounts under /mnt/models; all arguments go to vLLM.
set -euo pipefail

cann="/usr/local/Ascend/ascend-toolkit/set_env.sh"
if [[ -f "${cann}" ]]; then
  # shellcheck source=/dev/null
  source "${cann}"
fi

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
  echo "launch: vLLM loads one GGUF file, and ${model} holds ${#weights[@]}" >&2
  exit 1
fi
if ((${#weights[@]} == 1)); then
  model="${weights[0]}"
fi

exec python3 -m vllm.entrypoints.openai.api_server \
  --port 8080 \
  --served-model-name "{{ .Name }}" "{{ .Namespace }}/{{ .Name }}" \
  --model "${model}" \
  --gpu-memory-utilization "${GPU_MEMORY_UTILIZATION}" \
  "$@"
