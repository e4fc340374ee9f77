"""Young people's pages: no account, no script, no cookie; the code in the address is the key."""

from __future__ import annotations

from flask import Blueprint

public = Blueprint("public", __name__)

from services.web.public import (  # noqa: E402 - they hang on it
    agenda,
    asked,
    calendar,
    convocation,
    feedback,
    invitation,
    join,
    not_me,
    own_data,
    own_page,
    propose,
    sessions,
    unsubscribe,
)

__all__ = [
    "agenda",
    "asked",
    "calendar",
    "convocation",
    "feedback",
    "invitation",
    "join",
    "not_me",
    "own_data",
    "own_page",
    "propose",
    "public",
    "sessions",
    "unsubscribe",
]
