"""An accelerator of a Hydra worker has a Hydra GPU type.

hydra-agent matches images by it; without, no deployment would find the image.

Example:
    accelerators: [{name: ascend-310p, label: npu}]                                   # broken on a worker
    accelerators: [{name: ascend-310p, label: npu, hydraGPUType: ascend-gpu-310p}]    # sound, if Hydra has that type

Source: the platform's manuals on custom runtimes and custom GPUs (match_gpu_types, hydra-gpu-configs)
"""

from generator.rule import Rule

RULE = Rule("no-gpu-type")
