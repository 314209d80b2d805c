"""How fast, how large, beside what one would do without mediadesk; measured in one run."""
