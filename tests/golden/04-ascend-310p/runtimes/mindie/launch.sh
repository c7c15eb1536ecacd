#!/usr/bin/env bash
# A script arrives as it is: ${VAR}, "$@", # signs, a tab.
set -euo pipefail
model="${MODEL_PATH}"
if [[ ! -d "${model}" ]]; then
	model=/mnt/models
fi
chmod -R 755 "${model}"
exec /usr/local/Ascend/mindie/latest/mindie-service/bin/mindieservice_daemon --model "${model}" "$@"
