"""The technical library of the services: it knows events, streams and topics, and nothing of invoices or reminders."""
