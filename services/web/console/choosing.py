"""Audiences: the builder, whose count follows it, and the list of those that are kept."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from services.web import asking, errors
from services.web.console import console
from services.web.console.again import command_id, form_again
from services.web.console.meaning import Choices, meaning
from services.web.console.rules import WHATS, TypedRule
from services.web.refusals import problem
from shared.contracts.members import (
    ArchiveAudience,
    AudienceRef,
    ChangeAudience,
    SaveAudience,
    SavedAudience,
)
from shared.errors import NotAllowed, Refused
from shared.ids import new_id

PAGE = "console/audience.html"
LONGEST_NAME = 120


def counted(typed: TypedRule) -> dict[str, object]:
    """Give what the builder and its count show: how many, and what it means in words."""
    choices = Choices.asked()
    known: dict[str, object] = {"typed": typed, "choices": choices, "whats": WHATS}
    try:
        rule = typed.rule()
        preview = asking.members().count_audience(rule)
    except Refused as refused:
        return {**known, "preview": None, "count_problem": problem(refused)}
    return {**known, "preview": preview, "said": meaning(rule, choices), "count_problem": None}


def name_typed() -> str:
    return request.form.get("name", "").strip()[:LONGEST_NAME]


@console.post("/audiences/count")
@asking.needs("members:read")
def count() -> str:
    """Count for the live part of the builder: what is chosen, without keeping it."""
    return render_template("console/_count.html", **counted(TypedRule.typed(request.form)))


@console.get("/audiences")
@asking.needs("members:read")
def audiences_list() -> str:
    archived = request.args.get("archived") == "yes"
    members = asking.members()
    found = members.archived_audiences() if archived else members.audiences()
    choices = Choices.asked()
    shown = [(audience, meaning(audience.rule, choices)) for audience in found.audiences]
    return render_template(
        "console/audiences.html", shown=shown, archived=archived, lists=choices.lists
    )


@console.get("/audiences/new")
@asking.needs("events:write")
def new_audience() -> str:
    return render_template(PAGE, **counted(TypedRule.new()), command_id=new_id(), name="")


@console.post("/audiences/new")
@asking.needs("events:write")
def keep_audience() -> Response | str | tuple[str, int]:
    return _kept(None)


@console.get("/audiences/<uuid:audience_id>")
@asking.needs("events:write")
def audience_page(audience_id: UUID) -> str:
    audience = _to_change(audience_id)
    return render_template(
        PAGE,
        **counted(TypedRule.of(audience.rule)),
        command_id=new_id(),
        audience=audience,
        name=audience.name,
    )


@console.post("/audiences/<uuid:audience_id>")
@asking.needs("events:write")
def change_audience(audience_id: UUID) -> Response | str | tuple[str, int]:
    return _kept(_to_change(audience_id))


@console.post("/audiences/<uuid:audience_id>/archive")
@asking.needs("events:write")
def archive_audience(audience_id: UUID) -> Response:
    asking.members().archive_audience(
        ArchiveAudience(
            command_id=command_id(),
            audience_id=audience_id,
            archived=request.form.get("archived") == "yes",
        )
    )
    return redirect(url_for("console.audiences_list"), 303)


def _to_change(audience_id: UUID) -> SavedAudience:
    """Give an audience; nobody fills its form in vain."""
    audience = asking.members().audience(AudienceRef(audience_id=audience_id))
    if not audience.theirs:
        raise Refused(NotAllowed.code)
    return audience


def _kept(audience: SavedAudience | None) -> Response | str | tuple[str, int]:
    typed, name = TypedRule.typed(request.form), name_typed()
    known = {"command_id": command_id(), "name": name, "audience": audience}
    if step := request.form.get("step"):
        return render_template(PAGE, **counted(typed.after(step, request.form)), **known)
    try:
        _keep(audience, name, typed)
    except Refused as refused:
        return form_again(PAGE, refused, **counted(typed), **known)
    return redirect(url_for("console.audiences_list"), 303)


def _keep(audience: SavedAudience | None, name: str, typed: TypedRule) -> None:
    if not name:
        raise errors.NameOfAudienceMissing
    rule = typed.rule()
    if audience is None:
        asking.members().save_audience(SaveAudience(command_id=command_id(), name=name, rule=rule))
    else:
        asking.members().change_audience(
            ChangeAudience(
                command_id=command_id(), audience_id=audience.audience_id, name=name, rule=rule
            )
        )
