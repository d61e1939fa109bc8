"""What moves in the city, as it moves: public changes of public cases, by server-sent events."""
