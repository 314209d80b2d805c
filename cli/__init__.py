"""mediactl, the command line."""
