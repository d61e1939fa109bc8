"""The demo city: invented people, invented hamlets, and whatever each module adds."""
