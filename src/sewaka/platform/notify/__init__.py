"""Telling people: versioned texts, an inbox in the app, mail through the outbox."""
