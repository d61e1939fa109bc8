"""Drills: real processes are killed, restored and counted (`make drill`, trust.md section 8)."""
