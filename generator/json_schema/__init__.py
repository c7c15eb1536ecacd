"""What a JSON Schema refuses, in words that say what to do."""
