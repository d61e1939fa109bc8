"""Pages of traffic control: for everybody, and of the control room."""
