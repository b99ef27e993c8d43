"""What a customer's standing means, and what follows from it for orders: plain rules without input or output."""
