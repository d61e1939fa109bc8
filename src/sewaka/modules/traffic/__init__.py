"""Area traffic control: the city's signals see, decide and explain themselves."""
