"""The city's land: districts, villages, hamlets, and which of them a point lies in."""
