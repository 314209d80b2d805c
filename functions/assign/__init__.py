"""Users, and which asset each of them holds."""
