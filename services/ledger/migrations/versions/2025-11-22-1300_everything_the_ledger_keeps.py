"""Events, master data, open items and funds, disputes, journal and days: everything the ledger keeps."""

import sqlalchemy as sa
from alembic import op

revision = "20251122_1300"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account_mappings",
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("rules", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("entity", "valid_from", name=op.f("account_mappings_pkey")),
    )
    op.create_table(
        "allocations",
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("invoice", sa.Text(), nullable=False),
        sa.Column("instalment", sa.Integer(), nullable=False),
        sa.Column("counts_from", sa.Date(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("partition", "position", "line", name=op.f("allocations_pkey")),
    )
    op.create_index(op.f("allocations_document_idx"), "allocations", ["document"], unique=False)
    op.create_index(op.f("allocations_invoice_idx"), "allocations", ["invoice"], unique=False)
    op.create_table(
        "clock",
        sa.Column("single", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("now", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("single", name=op.f("clock_single_check")),
        sa.PrimaryKeyConstraint("single", name=op.f("clock_pkey")),
    )
    op.create_table(
        "customers",
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("terms_days", sa.Integer(), nullable=False),
        sa.Column("size", sa.Text(), nullable=False),
        sa.Column("industry", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("salesperson", sa.Text(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=True),
        sa.Column("insolvent_since", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("entity", "customer", name=op.f("customers_pkey")),
    )
    op.create_table(
        "days",
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("is_working_day", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("entity", "partition", "date", name=op.f("days_pkey")),
    )
    op.create_table(
        "disputes",
        sa.Column("dispute", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("invoice", sa.Text(), nullable=False),
        sa.Column("instalment", sa.Integer(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("owner_role", sa.Text(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("resolved_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("dispute", name=op.f("disputes_pkey")),
    )
    op.create_index(op.f("disputes_entity_customer_idx"), "disputes", ["entity", "customer"], unique=False)
    op.create_index(op.f("disputes_invoice_idx"), "disputes", ["invoice"], unique=False)
    op.create_table(
        "entities",
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("functional_currency", sa.Text(), nullable=False),
        sa.Column("currencies", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("calendar", sa.Text(), nullable=False),
        sa.Column("first_business_day", sa.Date(), nullable=False),
        sa.Column("dunning_from", sa.Date(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("allocation_order", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("entity", name=op.f("entities_pkey")),
    )
    op.create_table(
        "events",
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("envelope", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("partition", "position", name=op.f("events_pkey")),
        sa.UniqueConstraint("stream", "version", name=op.f("events_stream_version_key")),
    )
    op.create_table(
        "funds",
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("posted_on", sa.Date(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("unapplied_minor", sa.BigInteger(), nullable=False),
        sa.Column("unapplied_from", sa.Date(), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.CheckConstraint("unapplied_minor BETWEEN 0 AND amount_minor", name=op.f("funds_unapplied_check")),
        sa.PrimaryKeyConstraint("document", name=op.f("funds_pkey")),
    )
    op.create_index(
        "funds_unapplied_idx",
        "funds",
        ["entity", "customer"],
        unique=False,
        postgresql_where=sa.text("unapplied_minor > 0"),
    )
    op.create_table(
        "head",
        sa.Column("partition", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("partition", name=op.f("head_pkey")),
    )
    op.create_table(
        "idempotency",
        sa.Column("principal", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("request_hash", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("principal", "key", name=op.f("idempotency_pkey")),
    )
    op.create_index(op.f("idempotency_recorded_at_idx"), "idempotency", ["recorded_at"], unique=False)
    op.create_table(
        "items",
        sa.Column("invoice", sa.Text(), nullable=False),
        sa.Column("instalment", sa.Integer(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("document_date", sa.Date(), nullable=False),
        sa.Column("posted_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("open_minor", sa.BigInteger(), nullable=False),
        sa.Column("open_from", sa.Date(), nullable=False),
        sa.CheckConstraint("open_minor BETWEEN 0 AND amount_minor", name=op.f("items_open_check")),
        sa.PrimaryKeyConstraint("invoice", "instalment", name=op.f("items_pkey")),
    )
    op.create_index(
        "items_due_idx",
        "items",
        ["entity", "partition", "due_on"],
        unique=False,
        postgresql_where=sa.text("open_minor > 0"),
    )
    op.create_index(
        "items_open_idx", "items", ["entity", "customer"], unique=False, postgresql_where=sa.text("open_minor > 0")
    )
    op.create_table(
        "journal",
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("posted_on", sa.Date(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_code", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("partition", "position", "line", name=op.f("journal_pkey")),
    )
    op.create_index(op.f("journal_entity_customer_idx"), "journal", ["entity", "customer"], unique=False)
    op.create_table(
        "relayed",
        sa.Column("partition", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("partition", name=op.f("relayed_pkey")),
    )


def downgrade() -> None:
    op.drop_table("relayed")
    op.drop_table("journal")
    op.drop_table("items")
    op.drop_table("idempotency")
    op.drop_table("head")
    op.drop_table("funds")
    op.drop_table("events")
    op.drop_table("entities")
    op.drop_table("disputes")
    op.drop_table("days")
    op.drop_table("customers")
    op.drop_table("clock")
    op.drop_table("allocations")
    op.drop_table("account_mappings")
