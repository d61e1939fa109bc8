"""What is right at a waste bank: pure functions and values."""
