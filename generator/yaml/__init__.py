"""YAML text to plain values and marks: definitions strictly, live exports as Kubernetes reads them."""
