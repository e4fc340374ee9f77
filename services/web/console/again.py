"""Showing a form once more, with what was typed and what was wrong with it."""

from __future__ import annotations

from uuid import UUID

from flask import render_template, request

from services.web.refusals import problem
from shared.errors import Refused
from shared.ids import new_id

HERE_AND_NOW = ("not-signed-in",)
"""Refusals that no change of the form can mend: they have a page of their own."""


def form_again(template: str, refused: Refused, **context: object) -> tuple[str, int]:
    """Show a form with the sentence beside the field it is about, typed text kept."""
    if refused.code in HERE_AND_NOW:
        raise refused
    found = problem(refused)
    return render_template(template, problem=found, **context), found.status


def command_id() -> UUID:
    """Give the id under which this form was made; a new one when it came without."""
    try:
        return UUID(request.form.get("command_id", ""))
    except ValueError:
        return new_id()
