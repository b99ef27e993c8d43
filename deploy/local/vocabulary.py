"""What a field of an event means, by its name: one name means one thing in every service."""

VOCABULARY = {
    # ------------------------------------------------------------ who
    "entity": "The company whose receivables these are.",
    "customer": "The customer who owes: the bill-to, by its number in the source.",
    "principal": "Who asked for it.",
    "salesperson": "Who looks after the customer.",
    "parent": "The customer that this one belongs to, if any; it owes nothing of it.",
    # ------------------------------------------------------------ documents
    "invoice": "The invoice's id, `entity/invoice/source/number`.",
    "payment": "The payment's id, `entity/payment/source/number`.",
    "credit_note": "The credit note's id, `entity/credit-note/source/number`.",
    "dispute": "The dispute's id, `entity/dispute/source/number`.",
    "source": "The system that gave the document its number.",
    "number": "The document's number, as its source writes it.",
    "instalment": "The number of the instalment within its invoice, from 1 in the order of the due dates.",
    "instalments": "What falls due when.",
    "shares": "How the document divides into net and tax.",
    "parts": "How much on which instalment.",
    "order": "The order's number, if any.",
    "reference": "What the sender wrote to say what it is about, if anything.",
    "content_hash": "A digest of what the source sent: the same for a repeat, another for anything else.",
    "rule": "How the instalments were chosen.",
    "reason": "Why.",
    "outcome": "How it ended.",
    "late": "Whether the date had passed already when this was said.",
    # ------------------------------------------------------------ amounts
    "currency": "ISO 4217 code of the amounts.",
    "gross_minor": "Net and tax.",
    "net_minor": "Without tax.",
    "tax_minor": "The tax on it.",
    "tax_code": "The source's name for the rate.",
    "amount_minor": "How much.",
    "open_minor": "What is still owed.",
    "dimensions": "What reports divide by: product line, region, order and the like.",
    # ------------------------------------------------------------ dates
    "date": "The calendar date it belongs to, at the entity's place.",
    "document_date": "The date on the document.",
    "posted_on": "The date on which it counts in the books.",
    "applied_on": "The date from which the money counts for the instalment.",
    "value_date": "The bank's value date.",
    "due_on": "The date by which it is to be paid.",
    # ------------------------------------------------------------ reminders
    "obligation": "The id of what is owed to the customer: `entity/obligation/customer/date/action`.",
    "message": "The message's id, `entity/message/customer/date/action`.",
    "policy_version": "The version of the policy it was decided by.",
    "known": "How far the decision had heard, by topic: `epoch.partition.position`.",
}
