"""The engine: what a signal sees and what it shows next. Standard library and numpy only."""
