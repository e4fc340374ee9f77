"""
Bring a service's database to its newest form: `python -m shared.db.migrate SERVICE`.

DATABASE_URL is that of the role that owns the database. Migrations are plain SQL, forward only,
and safe while the version before still runs (expand, then contract, in separate releases).
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from yoyo import get_backend, read_migrations

from shared.db.database import connect

ROOT = Path(__file__).resolve().parents[2]
PLUMBING = Path(__file__).with_name("migrations")


def migrate(dsn: str, service: str) -> int:
    """Apply what is missing, each migration in a transaction; tell how many were applied."""
    backend = get_backend(dsn.replace("postgresql://", "postgresql+psycopg://", 1))
    try:
        migrations = read_migrations(str(PLUMBING), str(ROOT / "services" / service / "migrations"))
        with backend.lock():
            missing = backend.to_apply(migrations)
            backend.apply_migrations(missing)
        if missing:
            _mirror_rights(dsn)
        return len(missing)
    finally:
        backend.connection.close()


def _mirror_rights(dsn: str) -> None:
    """Let whoever has limits do what the service may: fewer rows, the same rights."""
    with connect(dsn) as connection:
        connection.execute("select mirror_rights()")


def main() -> None:
    if len(sys.argv) != 2 or not os.environ.get("DATABASE_URL"):
        sys.exit("usage: DATABASE_URL=postgresql://… python -m shared.db.migrate SERVICE")
    applied = migrate(os.environ["DATABASE_URL"], sys.argv[1])
    sys.stdout.write(f"{sys.argv[1]}: {applied} migrations applied\n")


if __name__ == "__main__":
    main()
