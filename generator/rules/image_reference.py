"""An image's name is one that a registry can have.

Upper-case letters, schemes and empty tags are refused when the image is pulled, and the pod never starts. Hydra splits
the name into registry, repository and tag, so there it needs a tag and no digest.

Example:
    image: https://quay.io/Acme/Server       # broken
    image: quay.io/acme/server:v1            # sound

Source: reference.go of github.com/distribution/reference
"""

from generator.rule import Rule

RULE = Rule("image-reference")
