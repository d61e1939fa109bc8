"""A service that exists in tests only: it shows every kind of transition and ask."""
