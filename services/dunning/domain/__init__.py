"""The rules of dunning: policies, what is due by them, and obligations that end exactly once."""
