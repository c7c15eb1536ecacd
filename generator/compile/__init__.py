"""The pipeline: which stages run, over which clusters, in which processes."""
