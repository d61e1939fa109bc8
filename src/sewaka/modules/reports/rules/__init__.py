"""The rules of reports: pure functions and frozen values, no framework, no clock."""
