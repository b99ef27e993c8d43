"""What dunning knows: unpaid items, customers, days, and its own policies and obligations."""
