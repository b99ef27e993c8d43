"""Claims of interest and fees, the rates entities state, and the value date of money."""

import sqlalchemy as sa
from alembic import op

revision = "20261125_1930"
down_revision = "20261125_1950"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "claims",
        sa.Column("claim", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("invoice", sa.Text(), nullable=True),
        sa.Column("instalment", sa.Integer(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=True),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("exact", sa.Text(), nullable=False),
        sa.Column("rate_table", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), server_default=sa.text("'raised'"), nullable=False),
        sa.Column("recognised_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("parts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint("recognised_minor BETWEEN 0 AND amount_minor", name=op.f("claims_recognised_check")),
        sa.PrimaryKeyConstraint("claim", name=op.f("claims_pkey")),
    )
    op.create_index(op.f("claims_invoice_idx"), "claims", ["invoice"], unique=False)
    op.create_index(op.f("claims_entity_customer_idx"), "claims", ["entity", "customer"], unique=False)
    op.create_table(
        "interest_rates",
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("rate_table", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("percent", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("entity", "rate_table", "valid_from", name=op.f("interest_rates_pkey")),
    )
    op.add_column("entities", sa.Column("rate_table", sa.Text(), nullable=True))
    op.add_column(
        "entities", sa.Column("interest_on", sa.Text(), server_default=sa.text("'undisputed'"), nullable=False)
    )
    op.add_column("entities", sa.Column("interest_from", sa.Date(), nullable=True))
    op.add_column("entities", sa.Column("late_fee", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column(
        "entities", sa.Column("payment_order", sa.Text(), server_default=sa.text("'principal-first'"), nullable=False)
    )
    op.add_column("items", sa.Column("kind", sa.Text(), server_default=sa.text("'sale'"), nullable=False))
    # What kind of invoice an instalment belongs to stands in the first event of the invoice.
    op.execute("""
        UPDATE items SET kind = i.kind
        FROM (SELECT stream, CAST(convert_from(envelope, 'UTF8') AS jsonb) -> 'data' ->> 'kind' AS kind
              FROM events WHERE type = 'invoice-issued.v1') AS i
        WHERE i.stream = items.invoice AND i.kind <> 'sale'
    """)
    op.add_column("funds", sa.Column("value_on", sa.Date(), nullable=True))
    # A payment's value date stands in its first event; a credit note counts from its posting.
    op.execute("""
        UPDATE funds SET value_on = coalesce(
          (SELECT CAST(CAST(convert_from(e.envelope, 'UTF8') AS jsonb) -> 'data' ->> 'value_date' AS date)
           FROM events e WHERE e.stream = funds.document AND e.version = 1), posted_on)
    """)
    op.alter_column("funds", "value_on", nullable=False)


def downgrade() -> None:
    op.drop_column("funds", "value_on")
    op.drop_column("items", "kind")
    for column in ("payment_order", "late_fee", "interest_from", "interest_on", "rate_table"):
        op.drop_column("entities", column)
    op.drop_table("interest_rates")
    op.drop_table("claims")
