"""What the templates promise, read from one synth of each stage."""
