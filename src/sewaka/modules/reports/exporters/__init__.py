"""What leaves the reports: figures, feeds, copies of personal data."""
