"""What runs inside the engine's own process and environment, beside the engine itself."""
