"""Every shape that crosses a process boundary."""
