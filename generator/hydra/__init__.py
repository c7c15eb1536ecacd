"""What is known of Hydra: its two ConfigMaps, its launch templates, its agent entries."""
