"""The components' tags, one file for each group of look.md section 6."""
