"""What Alembic runs for notify."""

from services.notify.tables import metadata
from shared.migrations import run_migrations

run_migrations(metadata)
