"""The layer of third-party packages: built from the lock, for Lambda or for this machine."""
