"""Open data: every module's feeds as JSON, CSV and a DCAT catalogue, and the log's daily seal."""
