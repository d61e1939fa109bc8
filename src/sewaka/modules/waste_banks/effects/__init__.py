"""What acts do in books and stock, inside the transaction of their action."""
