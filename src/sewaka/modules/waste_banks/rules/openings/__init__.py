"""Opening balances out of untidy workbooks: what cells mean, and whose a row is. Pure."""
