"""What the phones at a door tell."""

from __future__ import annotations

from typing import Any

from flask import request

from shared.errors import InvalidRequest, Refused

NOTHING = rb"\u0000"
"""The one letter that no text of a database holds."""


def told_by_phone() -> dict[str, Any]:
    """Read what a phone tells; Refused for what no phone of ours says."""
    try:
        told = request.get_json(silent=True)
    except RecursionError as error:  # Flask forgives what is no JSON, not what is too deep
        raise Refused(InvalidRequest.code) from error
    if not isinstance(told, dict) or NOTHING in request.get_data():
        raise Refused(InvalidRequest.code)
    return told
