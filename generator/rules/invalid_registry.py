"""An entry of allowedRegistries is what the full name of an image can begin with.

A policy's entries are compared with the names of images, which have no scheme and no slash at their end. An entry that
no name can begin with would allow nothing, so no image would be judged by what was meant.

Example:
    policy: {allowedRegistries: ["https://registry.example.com"]}    # broken
    policy: {allowedRegistries: [registry.example.com]}              # sound

Source: https://github.com/distribution/reference, the grammar of image names.
"""

from __future__ import annotations

from generator.diagnostics import Severity
from generator.rule import Rule

RULE = Rule("invalid-registry", Severity.ERROR)
