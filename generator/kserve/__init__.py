"""What is known of KServe itself."""
