"""Parts of the stacks, by subject; each grants the actions that its functions need."""
