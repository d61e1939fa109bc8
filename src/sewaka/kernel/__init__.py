"""Technical ground. Knows no city word and imports nothing of ours."""
