"""Credit: how good a payer each customer is, how much it may owe, and whether an order may be delivered on account."""
