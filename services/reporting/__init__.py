"""Reporting: what is owed, since when, how much comes back and what was done, as of any day, known at any instant."""
