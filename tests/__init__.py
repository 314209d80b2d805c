"""What the project promises, by the folder that proves it."""
