"""The street of the demo city: Denpasar-12, a schematic network of twelve real junctions."""
