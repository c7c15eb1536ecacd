"""A mirror is a registry, with a port and folders if need be.

It takes the place of the registry in the names of images, where a scheme or upper-case letters cannot stand.

Example:
    mirrors: {docker.io: "https://mirror.example.com/docker.io"}     # broken
    mirrors: {docker.io: "mirror.example.com:5000/docker.io"}        # sound

Source: reference.go of github.com/distribution/reference
"""

from generator.rule import Rule

RULE = Rule("invalid-mirror")
