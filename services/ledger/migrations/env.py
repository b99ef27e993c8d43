"""What Alembic runs for the ledger."""

from services.ledger.tables import metadata
from shared.migrations import run_migrations

run_migrations(metadata)
