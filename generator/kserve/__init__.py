"""What is known of KServe itself, per version."""
