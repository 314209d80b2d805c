"""The converter on real, odd and hostile files."""
