"""The city's front door: home, services, the installable app, privacy."""
