"""The controllers: each reads observations and asks the safety shell for a stage."""
