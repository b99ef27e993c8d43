"""Dunning's database, step by step."""
