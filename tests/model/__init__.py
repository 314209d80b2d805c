"""The bulk protocol as a small model, and a checker that walks through all its states."""
