"""The last stage: files of out/ surveyed, planned and written."""
