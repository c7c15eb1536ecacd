"""The second stage: documents to the Fleet."""
