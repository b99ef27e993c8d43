"""What statements look for, without a look at every item there is."""

import sqlalchemy as sa
from alembic import op

revision = "20261125_1990"
down_revision = "20261125_1980"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "items_due_event_idx", "items", ["entity", "customer"], postgresql_where=sa.text("due_event IS NOT NULL")
    )


def downgrade() -> None:
    op.drop_index("items_due_event_idx", table_name="items")
