"""SQL lives in `queries.sql` beside the store that uses it, each query with a name."""

from __future__ import annotations

from pathlib import Path

import aiosql
from aiosql.queries import Queries


def load_queries(beside: str, name: str = "queries.sql") -> Queries:
    """Read the named queries of the file `name` that stands beside the given module file."""
    return aiosql.from_path(Path(beside).with_name(name), "psycopg", mandatory_parameters=False)
