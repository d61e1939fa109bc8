"""Opening hours and holidays of the city's offices."""
