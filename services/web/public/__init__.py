"""Young people's pages: no account, no script, no cookie; the code in the address is the key."""

from __future__ import annotations

from flask import Blueprint

public = Blueprint("public", __name__)

from services.web.public import feedback, invitation, join, own_page, unsubscribe  # noqa: E402 - they hang on it

__all__ = ["feedback", "invitation", "join", "own_page", "public", "unsubscribe"]
