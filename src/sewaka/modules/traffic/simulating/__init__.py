"""What-if on the city's own streets: the vehicles of an hour, and one run of one plan."""
