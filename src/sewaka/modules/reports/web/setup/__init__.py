"""The pages of the set-up desk."""
