"""One box for everything: what the city has said in public, and each module's own finds."""
