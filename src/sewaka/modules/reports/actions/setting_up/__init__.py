"""What the desk of the set-up changes: every deed is checked, audited, and never a deletion."""
