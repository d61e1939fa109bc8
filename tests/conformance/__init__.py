"""What every module of the registry owes the city, without a test of its own."""
