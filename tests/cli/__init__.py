"""The command line against a service on this machine that speaks the contract."""
