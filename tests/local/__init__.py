"""The embedded run: what it keeps, what it refuses, and that it comes back."""
