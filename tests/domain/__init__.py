"""The rules, as properties."""
