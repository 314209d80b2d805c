"""How the real stack runs on one machine, with nothing but Python."""
