"""Orders: of invoices, and of payments that are advances for them."""

import sqlalchemy as sa
from alembic import op

revision = "20261125_1950"
down_revision = "20261125_1940"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("items", sa.Column("order_number", sa.Text(), nullable=True))
    op.add_column("funds", sa.Column("order_number", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("funds", "order_number")
    op.drop_column("items", "order_number")
