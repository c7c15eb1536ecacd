"""The fourth stage: target to object."""
