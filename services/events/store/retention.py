"""What is over, by purpose: queries for `shared.db.retention`."""

from __future__ import annotations

from shared.db.queries import load_queries

queries = load_queries(__file__, "retention.sql")
