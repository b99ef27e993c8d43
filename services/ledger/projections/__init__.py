"""The ledger's own read models, written in the transaction that records the events."""
