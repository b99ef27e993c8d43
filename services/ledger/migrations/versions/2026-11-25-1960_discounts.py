"""What invoices offer for paying early, what was taken, and the tax that was given back with it."""

import sqlalchemy as sa
from alembic import op

revision = "20261125_1960"
down_revision = "20261125_1930"
branch_labels = None
depends_on = None

# An envelope is JSON, and `data` in it is the event. PostgreSQL reads no JSON with a zero character, which may stand in
# what a source wrote; it stands in nothing that is taken from here.
_EVENTS = r"""
    SELECT stream, CAST(replace(convert_from(envelope, 'UTF8'), '\u0000', '') AS json) -> 'data' AS data FROM events
"""
_DISCOUNTS = f"""
    INSERT INTO discounts (invoice, windows, shares, most_minor)
    SELECT stream, convert_to(data ->> 'discounts', 'UTF8'), convert_to(data ->> 'shares', 'UTF8'),
           (SELECT max(CAST(w ->> 'amount_minor' AS bigint)) FROM json_array_elements(data -> 'discounts') AS w)
    FROM ({_EVENTS} WHERE type = 'invoice-issued.v1') AS e
    WHERE json_array_length(coalesce(data -> 'discounts', '[]')) > 0
"""  # noqa: S608 - static pieces
_DISCOUNTED = """
    UPDATE items SET discounted = true FROM discounts WHERE discounts.invoice = items.invoice
"""


def upgrade() -> None:
    op.add_column(
        "entities", sa.Column("discount_tolerance_days", sa.Integer(), server_default=sa.text("0"), nullable=False)
    )
    op.add_column(
        "entities", sa.Column("tax_on_reductions", sa.Text(), server_default=sa.text("'none'"), nullable=False)
    )
    op.add_column("items", sa.Column("discounted", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.create_table(
        "discounts",
        sa.Column("invoice", sa.Text(), nullable=False),
        sa.Column("windows", sa.LargeBinary(), nullable=False),
        sa.Column("shares", sa.LargeBinary(), nullable=False),
        sa.Column("most_minor", sa.BigInteger(), nullable=False),
        sa.Column("taken_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint("taken_minor BETWEEN 0 AND most_minor", name=op.f("discounts_taken_check")),
        sa.PrimaryKeyConstraint("invoice", name=op.f("discounts_pkey")),
    )
    op.create_table(
        "given_back",
        sa.Column("reduction", sa.Text(), nullable=False),
        sa.Column("invoice", sa.Text(), nullable=False),
        sa.Column("tax_code", sa.Text(), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("reduction", "invoice", "tax_code", name=op.f("given_back_pkey")),
    )
    op.execute(_DISCOUNTS)
    op.execute(_DISCOUNTED)


def downgrade() -> None:
    op.drop_table("given_back")
    op.drop_table("discounts")
    op.drop_column("items", "discounted")
    op.drop_column("entities", "tax_on_reductions")
    op.drop_column("entities", "discount_tolerance_days")
