"""`{% load ui %}` lives here."""
