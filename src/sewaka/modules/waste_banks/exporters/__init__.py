"""What leaves the waste banks."""
