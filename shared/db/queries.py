"""SQL lives in `queries.sql` beside the store that uses it, each query with a name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import aiosql


def load_queries(beside: str, name: str = "queries.sql") -> Any:  # its methods are the file's names
    """Read the named queries of the file `name` that stands beside the given module file."""
    path = Path(beside).with_name(name)
    return aiosql.from_path(path, "psycopg", mandatory_parameters=False)
