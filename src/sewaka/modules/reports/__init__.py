"""Pro Denpasar Plus: citizens' reports and the chain that answers them."""
