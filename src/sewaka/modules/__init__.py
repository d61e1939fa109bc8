"""The city services: all of one shape; none imports another."""
