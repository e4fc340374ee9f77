"""Identifiers that sort by the time they were made (UUIDv7, RFC 9562 section 5.7)."""

from __future__ import annotations

from uuid import UUID

import uuid_utils.compat as uuid7_library


def new_id() -> UUID:
    """Make an id; ids of one process are in the order they were made."""
    return uuid7_library.uuid7()
