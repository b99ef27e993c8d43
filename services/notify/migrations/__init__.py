"""Notify's database, step by step."""
