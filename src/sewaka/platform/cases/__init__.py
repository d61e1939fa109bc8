"""The case (berkas): one row for everything somebody waits for, its timeline and its clocks."""
