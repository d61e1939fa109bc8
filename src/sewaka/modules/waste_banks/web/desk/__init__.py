"""Pages of a bank's officers: the counter, what waits for a look, new customers."""
