"""Exchange rates, and what everything in another currency is carried at in the entity's own."""

import sqlalchemy as sa
from alembic import op

revision = "20261125_1980"
down_revision = "20261125_1960"
branch_labels = None
depends_on = None

# Lines in the entity's own currency are worth what they are. What was posted in another before rates were kept has no
# value, and gets none: nobody knows at which rate it was entered.
_OWN_LINES = """
    UPDATE journal SET functional_minor = amount_minor FROM entities
    WHERE entities.entity = journal.entity AND entities.functional_currency = journal.currency
"""


def upgrade() -> None:
    op.create_table(
        "exchange_rates",
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("valid_on", sa.Date(), nullable=False),
        sa.Column("rate", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("entity", "currency", "valid_on", name=op.f("exchange_rates_pkey")),
    )
    op.add_column(
        "entities", sa.Column("exchange_rates_hold_days", sa.Integer(), server_default=sa.text("10"), nullable=False)
    )
    for table in ("items", "funds", "journal"):
        op.add_column(table, sa.Column("functional_minor", sa.BigInteger()))
    op.add_column("allocations", sa.Column("receivable_functional_minor", sa.BigInteger()))
    op.add_column("allocations", sa.Column("money_functional_minor", sa.BigInteger()))
    op.execute(_OWN_LINES)


def downgrade() -> None:
    op.drop_column("allocations", "money_functional_minor")
    op.drop_column("allocations", "receivable_functional_minor")
    for table in ("journal", "funds", "items"):
        op.drop_column(table, "functional_minor")
    op.drop_column("entities", "exchange_rates_hold_days")
    op.drop_table("exchange_rates")
