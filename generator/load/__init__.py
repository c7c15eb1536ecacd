"""The first stage: a tree of files to documents."""
