"""Reporting's database, step by step; the read models in it are rebuilt instead."""
