"""The third stage: (Fleet, cluster) to targets."""
