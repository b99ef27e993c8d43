"""Every table that the ledger owns."""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from shared.database import NAMING
from shared.event_store import event_tables

metadata = MetaData(naming_convention=NAMING)
event_tables(metadata)

entities = Table(
    "entities",
    metadata,
    Column("entity", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("time_zone", Text, nullable=False),
    Column("functional_currency", Text, nullable=False),
    Column("currencies", ARRAY(Text), nullable=False),
    Column("calendar", Text, nullable=False),
    Column("first_business_day", Date, nullable=False),
    Column("dunning_from", Date, nullable=False),
    Column("language", Text, nullable=False),
    Column("allocation_order", Text, nullable=False),
    Column("small_differences", LargeBinary, nullable=False, server_default=text("'{}'")),
    Column("late_posting", Text, nullable=False, server_default="unless-stated"),
    Column("discount_tolerance_days", Integer, nullable=False, server_default=text("0")),
    Column("tax_on_reductions", Text, nullable=False, server_default=text("'none'")),
    Column("rate_table", Text),
    Column("interest_on", Text, nullable=False, server_default=text("'undisputed'")),
    Column("interest_from", Date),
    Column("late_fee", Boolean, nullable=False, server_default=text("false")),
    Column("payment_order", Text, nullable=False, server_default=text("'principal-first'")),
    Column("exchange_rates_hold_days", Integer, nullable=False, server_default=text("10")),
)

#: What entities add to the rate tables that ship.
interest_rates = Table(
    "interest_rates",
    metadata,
    Column("entity", Text),
    Column("rate_table", Text),
    Column("valid_from", Date),
    Column("percent", Text, nullable=False),
    Column("source", Text, nullable=False),
    PrimaryKeyConstraint("entity", "rate_table", "valid_from"),
)

#: What other currencies were worth in an entity's own.
exchange_rates = Table(
    "exchange_rates",
    metadata,
    Column("entity", Text),
    Column("currency", Text),
    Column("valid_on", Date),
    Column("rate", Text, nullable=False),
    Column("source", Text, nullable=False),
    PrimaryKeyConstraint("entity", "currency", "valid_on"),
)

#: The dated account mappings; `rules` is the JSON of the event's, as are the `terms` of customers.
account_mappings = Table(
    "account_mappings",
    metadata,
    Column("entity", Text),
    Column("valid_from", Date),
    Column("rules", LargeBinary, nullable=False),
    PrimaryKeyConstraint("entity", "valid_from"),
)

#: How far the books were closed and reopened, change by change (`version` of the stream in every partition), and what a
#: close found: the JSON of its checklist. The last change says how far they are closed.
periods = Table(
    "periods",
    metadata,
    Column("entity", Text),
    Column("version", Integer),
    Column("closed_from", Date),
    Column("closed_until", Date, nullable=False),
    Column("reopened_until", Date),
    Column("reason", Text),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("checklist", LargeBinary),
    PrimaryKeyConstraint("entity", "version"),
)

#: Every day opened, per partition; the last one decides what a late document has missed.
days = Table(
    "days",
    metadata,
    Column("entity", Text),
    Column("partition", Integer),
    Column("date", Date),
    Column("is_working_day", Boolean, nullable=False),
    PrimaryKeyConstraint("entity", "partition", "date"),
)

customers = Table(
    "customers",
    metadata,
    Column("entity", Text),
    Column("customer", Text),
    Column("name", Text, nullable=False),
    Column("country", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("terms_days", Integer, nullable=False),
    Column("size", Text, nullable=False),
    Column("industry", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("salesperson", Text, nullable=False),
    Column("parent", Text),
    Column("terms", LargeBinary),
    Column("insolvent_since", Date),
    Column("merged_into", Text),
    PrimaryKeyConstraint("entity", "customer"),
)

#: Instalments of invoices, also those settled: what was owed, when it falls due, what is open. One without a due date
#: waits for its event. `discounted` are those whose invoice has a row in `discounts`.
items = Table(
    "items",
    metadata,
    Column("invoice", Text),
    Column("instalment", Integer),
    Column("entity", Text, nullable=False),
    Column("customer", Text, nullable=False),
    Column("partition", Integer, nullable=False),
    Column("currency", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("reference", Text),
    Column("document_date", Date, nullable=False),
    Column("posted_on", Date, nullable=False),
    Column("due_on", Date),
    Column("due_event", Text),
    Column("amount_minor", BigInteger, nullable=False),
    Column("open_minor", BigInteger, nullable=False),
    Column("open_from", Date, nullable=False),
    Column("kind", Text, nullable=False, server_default=text("'sale'")),
    Column("order_number", Text),
    Column("discounted", Boolean, nullable=False, server_default=text("false")),
    # In the entity's own currency, of what is open in another; null where that was never known.
    Column("functional_minor", BigInteger),
    PrimaryKeyConstraint("invoice", "instalment"),
    # The net beneath the rules: no instalment is ever paid beyond what it was, or owes more.
    CheckConstraint("open_minor BETWEEN 0 AND amount_minor", name="open"),
    # Either it has a date, or it says which event will give it one.
    CheckConstraint("due_on IS NOT NULL OR due_event IS NOT NULL", name="due"),
)
_OPEN = text("open_minor > 0")
Index("items_open_idx", items.c.entity, items.c.customer, postgresql_where=_OPEN)
Index("items_due_idx", items.c.entity, items.c.partition, items.c.due_on, postgresql_where=_OPEN)
Index(
    "items_waiting_idx",
    items.c.entity,
    items.c.document_date,
    items.c.invoice,
    items.c.instalment,
    postgresql_where=text("open_minor > 0 AND due_on IS NULL"),
)
#: Those that an event dates, or has dated: a statement looks for its reports.
Index("items_due_event_idx", items.c.entity, items.c.customer, postgresql_where=text("due_event IS NOT NULL"))

#: Payments and credit notes and what of them is not applied; a payment for an order is an advance.
funds = Table(
    "funds",
    metadata,
    Column("document", Text, primary_key=True),
    Column("entity", Text, nullable=False),
    Column("customer", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("reference", Text),
    Column("posted_on", Date, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("unapplied_minor", BigInteger, nullable=False),
    Column("unapplied_from", Date, nullable=False),
    Column("held", Boolean, nullable=False),
    Column("value_on", Date, nullable=False),
    Column("paid_out_minor", BigInteger, nullable=False, server_default=text("0")),
    Column("order_number", Text),
    Column("functional_minor", BigInteger),  # of what is not applied, as of items
    CheckConstraint("unapplied_minor BETWEEN 0 AND amount_minor", name="unapplied"),
)
Index("funds_unapplied_idx", funds.c.entity, funds.c.customer, postgresql_where=text("unapplied_minor > 0"))

#: What of which payment or credit note was applied to which instalment, and what was taken back (negative), since when.
allocations = Table(
    "allocations",
    metadata,
    Column("partition", Integer),
    Column("position", BigInteger),
    Column("line", Integer),
    Column("document", Text, nullable=False),
    Column("invoice", Text, nullable=False),
    Column("instalment", Integer, nullable=False),
    Column("counts_from", Date, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("rule", Text, nullable=False),
    Column("receivable_functional_minor", BigInteger),
    Column("money_functional_minor", BigInteger),
    PrimaryKeyConstraint("partition", "position", "line"),
)
Index(None, allocations.c.document)
Index(None, allocations.c.invoice)

#: The invoices that offer a discount for paying early; `windows` and `shares` are JSON as of the event.
discounts = Table(
    "discounts",
    metadata,
    Column("invoice", Text, primary_key=True),
    Column("windows", LargeBinary, nullable=False),
    Column("shares", LargeBinary, nullable=False),
    Column("most_minor", BigInteger, nullable=False),
    Column("taken_minor", BigInteger, nullable=False, server_default=text("0")),
    # The net beneath the rules: whoever pays how often takes no more than the largest discount.
    CheckConstraint("taken_minor BETWEEN 0 AND most_minor", name="taken"),
)

#: By reduction, invoice and tax code, the net and tax that stand given back.
given_back = Table(
    "given_back",
    metadata,
    Column("reduction", Text),
    Column("invoice", Text),
    Column("tax_code", Text),
    Column("net_minor", BigInteger, nullable=False),
    Column("tax_minor", BigInteger, nullable=False),
    PrimaryKeyConstraint("reduction", "invoice", "tax_code"),
)

disputes = Table(
    "disputes",
    metadata,
    Column("dispute", Text, primary_key=True),
    Column("entity", Text, nullable=False),
    Column("customer", Text, nullable=False),
    Column("invoice", Text, nullable=False),
    Column("instalment", Integer),
    Column("currency", Text, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("owner_role", Text, nullable=False),
    Column("opened_on", Date, nullable=False),
    Column("deadline", Date),
    Column("payment", Text),
    Column("resolved_on", Date),
    Column("outcome", Text),
)
Index(None, disputes.c.entity, disputes.c.customer)
Index(None, disputes.c.invoice)

#: Write-offs from the proposal on; `written_off_minor` is what is off the books, `recovered_minor` what came after all.
write_offs = Table(
    "write_offs",
    metadata,
    Column("write_off", Text, primary_key=True),
    Column("entity", Text, nullable=False),
    Column("customer", Text, nullable=False),
    Column("invoice", Text, nullable=False),
    Column("instalment", Integer),
    Column("currency", Text, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("proposed_on", Date, nullable=False),
    Column("proposed_by", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("state", Text, nullable=False, server_default=text("'proposed'")),
    Column("written_off_minor", BigInteger, nullable=False, server_default=text("0")),
    Column("recovered_minor", BigInteger, nullable=False, server_default=text("0")),
    CheckConstraint("recovered_minor BETWEEN 0 AND amount_minor", name="recovered"),
)
Index(None, write_offs.c.entity, write_offs.c.customer)
#: Interest and fees claimed, and what became of them; `exact` is a fraction, `position` that of the event.
claims = Table(
    "claims",
    metadata,
    Column("claim", Text, primary_key=True),
    Column("entity", Text, nullable=False),
    Column("customer", Text, nullable=False),
    Column("partition", Integer, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("invoice", Text),
    Column("instalment", Integer),
    Column("currency", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("first_on", Date),
    Column("last_on", Date),
    Column("raised_on", Date, nullable=False),
    Column("exact", Text, nullable=False),
    Column("rate_table", Text),
    Column("reason", Text, nullable=False),
    Column("status", Text, nullable=False, server_default=text("'raised'")),
    Column("recognised_minor", BigInteger, nullable=False, server_default=text("0")),
    Column("parts", Integer, nullable=False, server_default=text("0")),
    CheckConstraint("recognised_minor BETWEEN 0 AND amount_minor", name="recognised"),
)
Index(None, claims.c.invoice)
Index(None, claims.c.entity, claims.c.customer)

#: The lines of the double entry: a debit is positive, a credit negative.
journal = Table(
    "journal",
    metadata,
    Column("partition", Integer),
    Column("position", BigInteger),
    Column("line", Integer),
    Column("entity", Text, nullable=False),
    Column("customer", Text, nullable=False),
    Column("posted_on", Date, nullable=False),
    Column("account", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("tax_code", Text),
    Column("functional_minor", BigInteger),
    Column("document", Text, nullable=False, server_default=""),
    Column("dimensions", JSONB, nullable=False, server_default="{}"),
    PrimaryKeyConstraint("partition", "position", "line"),
)
Index(None, journal.c.entity, journal.c.customer)
#: The journal of a month in the order of its days, and sums up to a day.
Index(None, journal.c.entity, journal.c.posted_on)

#: Statements of account that were issued, and whether the debtor confirmed them. `balances` is the JSON of the event's.
statements = Table(
    "statements",
    metadata,
    Column("statement", Text, primary_key=True),
    Column("entity", Text, nullable=False),
    Column("customer", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("form", Text, nullable=False),
    Column("from_on", Date),
    Column("as_of", Date, nullable=False),
    Column("language", Text, nullable=False),
    Column("format", Text, nullable=False),
    Column("layout", Integer, nullable=False),
    Column("balances", LargeBinary, nullable=False),
    Column("known", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("confirmed_on", Date),
    Column("file_sha256", Text),
)
Index(None, statements.c.entity, statements.c.customer)

#: What debtors did not agree with.
statement_differences = Table(
    "statement_differences",
    metadata,
    Column("partition", Integer),
    Column("position", BigInteger),
    Column("statement", Text, nullable=False),
    Column("answered_on", Date, nullable=False),
    Column("currency", Text, nullable=False),
    Column("difference_minor", BigInteger, nullable=False),
    Column("note", Text, nullable=False),
    Column("invoice", Text),
    Column("dispute", Text),
    PrimaryKeyConstraint("partition", "position"),
)
Index(None, statement_differences.c.statement)

#: Debts acknowledged outside a statement; no invoices: all that was open that day.
acknowledgements = Table(
    "acknowledgements",
    metadata,
    Column("acknowledgement", Text, primary_key=True),
    Column("entity", Text, nullable=False),
    Column("customer", Text, nullable=False),
    Column("acknowledged_on", Date, nullable=False),
    Column("invoices", ARRAY(Text), nullable=False),
    Column("note", Text, nullable=False),
)
Index(None, acknowledgements.c.entity, acknowledgements.c.customer)

limitation_rules = Table(
    "limitation_rules",
    metadata,
    Column("entity", Text, primary_key=True),
    Column("years", Integer, nullable=False),
    Column("begins", Text, nullable=False),
    Column("restarted_by", ARRAY(Text), nullable=False),
)

#: Comparisons with other books; `compared` is the JSON of the event.
reconciliations = Table(
    "reconciliations",
    metadata,
    Column("reconciliation", Text, primary_key=True),
    Column("entity", Text, nullable=False),
    Column("as_of", Date, nullable=False),
    Column("content_hash", Text, nullable=False),
    Column("compared", LargeBinary, nullable=False),
)
Index(None, reconciliations.c.entity)

#: What comparisons found. `outcome` is how it ended: cleared by itself, resolved, or found again by a later comparison.
differences = Table(
    "differences",
    metadata,
    Column("reconciliation", Text),
    Column("difference", Text),
    Column("entity", Text, nullable=False),
    Column("customer", Text, nullable=False),
    Column("level", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("document", Text),
    Column("as_of", Date, nullable=False),
    Column("ours_minor", BigInteger),
    Column("theirs_minor", BigInteger),
    Column("our_date", Date),
    Column("their_date", Date),
    Column("outcome", Text),
    Column("cleared_on", Date),
    Column("note", Text),
    PrimaryKeyConstraint("reconciliation", "difference"),
)
Index(None, differences.c.difference)
Index("differences_open_idx", differences.c.entity, differences.c.customer, postgresql_where=text("outcome IS NULL"))

#: The simulated time, where there is one; one row.
clock = Table(
    "clock",
    metadata,
    Column("single", Boolean, primary_key=True, server_default=text("true")),
    Column("now", DateTime(timezone=True), nullable=False),
    CheckConstraint("single", name="single"),
)

#: Documents that somebody has not finished: no part of the books, so no event makes them, and no replay. `body` is the
#: JSON of what is known so far; a version is never given twice.
drafts = Table(
    "drafts",
    metadata,
    Column("document", Text, primary_key=True),
    Column("entity", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("customer", Text),
    Column("body", LargeBinary, nullable=False),
    Column("version", BigInteger, Identity(always=True), nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
)
Index(None, drafts.c.entity, drafts.c.document)
