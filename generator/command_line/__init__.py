"""What becomes of a container's command line: kubelet fills it in, a shell reads it."""
