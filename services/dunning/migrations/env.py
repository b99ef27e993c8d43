"""What Alembic runs for dunning."""

from services.dunning.tables import metadata
from shared.migrations import run_migrations

run_migrations(metadata)
