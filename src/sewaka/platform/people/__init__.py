"""Accounts, identity, roles and grants."""
