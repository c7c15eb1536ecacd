"""The Hydra twin: what Hydra makes of a runtime's template and a worker's agent entry, without a cluster."""
