# shellcheck shell=bash
# Stands before launch.sh, in one shell with it: gives the server what CANN's own script sets.
cann="/usr/local/Ascend/ascend-toolkit/set_env.sh"
if [[ ! -f "${cann}" ]]; then
  echo "launch: ${cann} is missing, so the image's CANN toolkit is not whole" >&2
  exit 1
fi
# shellcheck source=/dev/null
source "${cann}"

