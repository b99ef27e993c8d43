"""Credit's database, step by step."""
