"""Terms of customers, and instalments that wait for an event before they fall due."""

import sqlalchemy as sa
from alembic import op

revision = "20261125_1910"
down_revision = "20261125_1900"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("customers", sa.Column("terms", sa.LargeBinary(), nullable=True))
    op.add_column("items", sa.Column("due_event", sa.Text(), nullable=True))
    op.alter_column("items", "due_on", existing_type=sa.Date(), nullable=True)
    op.create_check_constraint(op.f("items_due_check"), "items", "due_on IS NOT NULL OR due_event IS NOT NULL")
    op.create_index(
        "items_waiting_idx",
        "items",
        ["entity", "document_date", "invoice", "instalment"],
        unique=False,
        postgresql_where=sa.text("open_minor > 0 AND due_on IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("items_waiting_idx", table_name="items")
    op.drop_constraint(op.f("items_due_check"), "items", type_="check")
    op.alter_column("items", "due_on", existing_type=sa.Date(), nullable=False)
    op.drop_column("items", "due_event")
    op.drop_column("customers", "terms")
