"""The first mechanism of the language: layers merged as Kubernetes merges patches."""
