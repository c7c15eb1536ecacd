"""Write MindIE's config.json for one model: its name and folder, addresses, limits, and every NPU of the container.

launch.sh passes this text to Python before it starts the server. What is wrong is said, and ends it with 1.
MIES_INSTALL_PATH says where MindIE is. Its own words for each setting:
https://www.hiascend.com/document/detail/zh/mindie/230/mindiellm/llmdev/mindie_service0285.html
"""

from __future__ import annotations

import argparse
import ipaddress
import json
import os
import re
import subprocess
import sys
from argparse import SUPPRESS
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn


def main(words: Sequence[str]) -> None:
    settings = vars(options().parse_args(words))
    protect(Path(settings["modelWeightPath"]) / "config.json")
    if settings["maxSeqLen"] > settings["maxPrefillTokens"]:
        settings["maxPrefillTokens"] = settings["maxSeqLen"]
        say(f"--max-prefill-tokens is raised to --max-seq-len, {settings['maxSeqLen']}")
    devices = device_count()
    say(f"{devices} NPUs")
    settings |= {"npuDeviceIds": [list(range(devices))], "worldSize": devices}
    settings |= {"httpsEnabled": False, "multiNodesInferEnabled": False}
    write(Path(os.environ["MIES_INSTALL_PATH"]) / "conf" / "config.json", settings)
    save_device_info()


class Options(argparse.ArgumentParser):
    """A parser that ends with 1, never with the 2 of Python or the 0 of a help that was asked for."""

    def error(self, message: str) -> NoReturn:
        stop(f"{message}; --help shows the options")


class Help(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        parser.print_help()
        parser.exit(1)


class Unused(argparse.Action):
    """An option that other start scripts of MindIE know, and that has no effect here."""

    def __call__(self, _: object, __: object, ___: object, option: str | None = None) -> None:
        say(f"{option}: {self.help}")


def filled(text: str) -> str:
    if not text:
        raise argparse.ArgumentTypeError("it is empty")
    return text


def backend(text: str) -> str:
    if text not in ("atb", "ms"):
        raise argparse.ArgumentTypeError(f"'{text}' is neither atb nor ms")
    return text


def switch(text: str) -> bool:
    if text not in ("true", "false"):
        raise argparse.ArgumentTypeError(f"'{text}' is neither true nor false")
    return text == "true"


def integer(text: str) -> int:
    if not re.fullmatch("-?[0-9]{1,9}", text):
        raise argparse.ArgumentTypeError(f"'{text}' is no whole number")
    return int(text)


def number(text: str) -> int:
    return within(integer(text), 0, 999_999_999)


def port(text: str) -> int:
    return within(integer(text), 1025, 65535)


def metrics_port(text: str) -> int:
    return within(integer(text), 1024, 65535)


def within(value: int, least: int, most: int) -> int:
    if value not in range(least, most + 1):
        raise argparse.ArgumentTypeError(f"{value} is not between {least} and {most}")
    return value


def ipv4(text: str) -> str:
    try:
        return str(ipaddress.IPv4Address(text))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"'{text}' is no IPv4 address: {error}") from error


# Option, key in config.json, what it takes, default (none: it must be given), help.
SETTINGS: tuple[tuple[str, str, Callable[[str], Any], Any, str], ...] = (
    ("--model-name", "modelName", filled, None, "the model's name in requests"),
    ("--model-path", "modelWeightPath", filled, None, "its folder"),
    ("--backend-type", "backendType", backend, "atb", "atb, or ms for MindSpore"),
    ("--ip", "ipAddress", ipv4, "127.0.0.1", "address for requests"),
    ("--port", "port", port, 8080, "port for requests"),
    ("--management-ip", "managementIpAddress", ipv4, "127.0.0.2", "address for management"),
    ("--management-port", "managementPort", port, 1026, "port for management"),
    ("--metrics-port", "metricsPort", metrics_port, 1027, "port for metrics"),
    ("--max-seq-len", "maxSeqLen", number, 2560, "most tokens of a request, input and output"),
    ("--max-input-token-len", "maxInputTokenLen", number, 2048, "most tokens of input"),
    ("--max-iter-times", "maxIterTimes", number, 512, "most tokens of output"),
    ("--max-prefill-tokens", "maxPrefillTokens", number, 8192, "most tokens that one batch fills in"),
    ("--max-prefill-batch-size", "maxPrefillBatchSize", number, 50, "most requests that one batch fills in"),
    ("--max-preempt-count", "maxPreemptCount", number, 0, "most requests that a batch may put off"),
    ("--npu-mem-size", "npuMemSize", integer, 8, "GB of KV cache on each NPU, -1: what is left"),
    ("--truncation", "truncation", switch, False, "true: do not check how long a request is"),
    ("--support-select-batch", "supportSelectBatch", switch, False, "true: prefill or decode first by their number"),
    ("--template-type", "templateType", filled, "Standard", "Mix: prefill and decode in one batch"),
)

UNUSED = {
    "--world-size": "no effect: every NPU of the container is used",
    "--ms-sched-host": "no effect: MindSpore reads the variable MS_SCHED_HOST",
    "--ms-sched-port": "no effect: MindSpore reads the variable MS_SCHED_PORT",
}


def options() -> Options:
    """Return the parser. What it gives has the keys of config.json."""
    parser = Options("mindie", add_help=False, allow_abbrev=False)
    parser.add_argument("--help", action=Help, nargs=0, dest=SUPPRESS, default=SUPPRESS, help="show this, end with 1")
    for option, key, kind, default, text in SETTINGS:
        must = default is None
        note = "" if must else f" ({json.dumps(default)})"
        parser.add_argument(
            option, dest=key, metavar=key, type=kind, default=default, required=must, help=f"{text}{note}"
        )
    for option, why in UNUSED.items():
        parser.add_argument(option, action=Unused, metavar="VALUE", dest=SUPPRESS, default=SUPPRESS, help=why)
    return parser


def protect(model_config: Path) -> None:
    """Give the model's config.json mode 600; ends the program if there is none."""
    if not model_config.is_file():
        stop(f"{model_config} does not exist, so {model_config.parent} holds no model that MindIE can load")
    try:
        model_config.chmod(0o600)
    except OSError as error:
        say(f"the mode of {model_config} stays as it is: {error.strerror}")


def device_count() -> int:
    """Return how many NPUs npu-smi shows; ends the program if that is none."""
    try:
        listing = subprocess.run(["npu-smi", "info", "-l"], stdout=subprocess.PIPE, check=False).stdout
    except OSError as error:
        stop(f"npu-smi cannot be run, so nobody knows the NPUs: {error.strerror}")
    total = re.search(rb"Total Count\s*:\s*([1-9][0-9]*)", listing)
    if total is None:
        stop("npu-smi shows no NPU: did the pod get one, and may this user see it?")
    return int(total[1])


def write(path: Path, settings: Mapping[str, Any]) -> None:
    """Set in the JSON file each key of `settings`, wherever it stands. The file keeps its mode and its other keys."""
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
        absent = sorted(settings.keys() - set(keys(config)))
        text = json.dumps(replaced(config, settings), indent=4, ensure_ascii=False)
        path.write_text(f"{text}\n", encoding="utf-8")
    except (OSError, ValueError) as error:
        stop(f"{path} cannot be changed: {error}")
    if absent:
        say(f"{path} has no {', '.join(absent)}: this MindIE does without")
    say(f"{path} is now\n{text}")


def keys(value: Any) -> Iterator[str]:
    """Yield the keys of a JSON value and of all that lies in it."""
    if isinstance(value, dict):
        yield from value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from keys(item)


def replaced(value: Any, settings: Mapping[str, Any]) -> Any:
    """Return a JSON value with what `settings` names replaced, at any depth."""
    if isinstance(value, dict):
        return {key: settings[key] if key in settings else replaced(item, settings) for key, item in value.items()}
    return [replaced(item, settings) for item in value] if isinstance(value, list) else value


def save_device_info() -> None:
    """Write npu-smi's table of devices to ~/device_info. MindIE starts without it too, so no mistake ends the program."""
    try:
        with Path("~/device_info").expanduser().open("wb") as file:
            subprocess.run(["npu-smi", "info", "-m"], stdout=file, check=True)
    except (OSError, RuntimeError, subprocess.CalledProcessError) as error:
        say(f"~/device_info is not whole: {error}")


def say(text: str) -> None:
    print(f"mindie: {text}", flush=True)


def stop(text: str) -> NoReturn:
    sys.exit(f"mindie: {text}")


if __name__ == "__main__":
    main(sys.argv[1:])
