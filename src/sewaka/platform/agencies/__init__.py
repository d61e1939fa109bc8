"""The city's offices: who answers for what."""
