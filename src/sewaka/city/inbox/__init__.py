"""The staff's work list and their page of a case. Knows no module by name."""
