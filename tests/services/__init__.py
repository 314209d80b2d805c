"""Order of steps, retries, races and faults, on fakes with a hand-set clock."""
