"""What every city service needs, each a small app with an `api.py`."""
