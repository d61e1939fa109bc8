"""Standards as strangers understand them: their programs, unmodified, against a running city."""
