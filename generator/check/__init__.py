"""The fifth stage: objects to findings."""
