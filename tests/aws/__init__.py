"""The stores keep the ports' promises; so do the fakes, by the same tests."""
