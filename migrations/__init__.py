"""Changes of what is stored already, made once for each stage by an operator."""
