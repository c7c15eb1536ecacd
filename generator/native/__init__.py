"""Native fields of Kubernetes, KServe and Hydra: which there are, in which version, of which type."""
