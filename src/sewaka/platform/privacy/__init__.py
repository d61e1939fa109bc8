"""What the city knows about people: why, how long, who looked; and what people can do about it."""
