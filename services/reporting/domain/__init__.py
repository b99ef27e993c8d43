"""The formulas of receivables reporting, without a database."""
