"""The engine against SUMO: reading its nets, driving its streets, measuring its way."""
