"""Who owes what since when: customers, invoices, payments, credit notes, disputes and the books they make."""
