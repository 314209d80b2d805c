"""Uploads: announced by HTTP, received from storage, swept up by the clock."""
