"""What the acts of cases do besides changing their state."""
