"""Adding a person, changing one, and their mandates."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from services.web import asking, errors
from services.web.console import console
from services.web.console.again import command_id, form_again
from services.web.console.members import PAGE as PERSON
from services.web.console.members import what_is_shown
from services.web.console.person import Meanwhile, PersonDraft, read_day
from shared.contracts.members import (
    AddMandate,
    AddMember,
    ChangeMember,
    EndMandate,
    MailWorksAgain,
    MemberRef,
    RecordConsent,
    RemoveMandate,
)
from shared.errors import Refused

FORM = "console/person_form.html"
MANDATE = ("body", "office", "begins_on", "last_day")
A_DAY = timedelta(days=1)


@console.get("/members/new")
@asking.needs("members:write")
def new_member() -> str:
    return render_template(FORM, draft=PersonDraft(), **_beside())


@console.post("/members/new")
@asking.needs("members:write")
def add_member() -> Response | tuple[str, int]:
    draft = PersonDraft.typed(request.form, command_id())
    try:
        wish = AddMember(
            command_id=draft.command_id, person=draft.person(), consent=draft.consent()
        )
        added = asking.members().add_member(wish)
    except Refused as refused:
        return form_again(FORM, refused, draft=draft, **_beside(same=_same(refused)))
    return _to(added.member_id)


@console.get("/members/<uuid:member_id>/change")
@asking.needs("members:write")
def change_member_form(member_id: UUID) -> str:
    member = asking.members().member(MemberRef(member_id=member_id))
    return render_template(FORM, draft=PersonDraft.of(member), **_beside(member_id))


@console.post("/members/<uuid:member_id>/change")
@asking.needs("members:write")
def change_member(member_id: UUID) -> Response | tuple[str, int]:
    draft = PersonDraft.typed(request.form, command_id())
    try:
        wish = ChangeMember(
            command_id=draft.command_id,
            member_id=member_id,
            version=draft.version,
            person=draft.person(),
        )
        asking.members().change_member(wish)
    except Refused as refused:
        if refused.code == "changed-meanwhile":
            member = asking.members().member(MemberRef(member_id=member_id))
            form, meanwhile = draft.on_top_of(PersonDraft.of(member))
            around = _beside(member_id, meanwhile=meanwhile)
            return form_again(FORM, refused, draft=form, **around)
        around = _beside(member_id, same=_same(refused))
        return form_again(FORM, refused, draft=draft, **around)
    return _to(member_id)


@console.post("/members/<uuid:member_id>/consents")
@asking.needs("members:write")
def record_consent(member_id: UUID) -> Response | tuple[str, int]:
    draft = PersonDraft.typed(request.form, command_id())
    try:
        consent = draft.consent()
        if consent is None:
            raise errors.ConsentIncomplete
        wish = RecordConsent(command_id=draft.command_id, member_id=member_id, consent=consent)
        asking.members().record_consent(wish)
    except Refused as refused:
        return form_again(PERSON, refused, **what_is_shown(member_id, draft=draft))
    return redirect(url_for("console.member_page", member_id=member_id) + "#consents", 303)


@console.post("/members/<uuid:member_id>/mail-works-again")
@asking.needs("members:write")
def mail_works_again(member_id: UUID) -> Response:
    wish = MailWorksAgain(command_id=command_id(), member_id=member_id)
    asking.members().mail_works_again(wish)
    return _to(member_id)


@console.post("/members/<uuid:member_id>/mandates")
@asking.needs("members:write")
def add_mandate(member_id: UUID) -> Response | tuple[str, int]:
    typed = {name: request.form.get(name, "").strip() for name in MANDATE}

    def add() -> None:
        wish = AddMandate(
            command_id=command_id(),
            member_id=member_id,
            body=typed["body"],
            office=typed["office"],
            begins_on=read_day(typed["begins_on"], "begins_on"),
            ends_on=_day_after(typed["last_day"]),
        )
        asking.members().add_mandate(wish)

    return _on_page(member_id, add, typed)


@console.post("/members/<uuid:member_id>/mandates/<uuid:mandate_id>/end")
@asking.needs("members:write")
def end_mandate(member_id: UUID, mandate_id: UUID) -> Response | tuple[str, int]:
    def end() -> None:
        ends_on = _day_after(request.form.get("last_day", ""))
        if ends_on is None:
            raise errors.UnusableField(field="last_day", reason="day-unreadable")
        wish = EndMandate(
            command_id=command_id(), member_id=member_id, mandate_id=mandate_id, ends_on=ends_on
        )
        asking.members().end_mandate(wish)

    return _on_page(member_id, end, {})


@console.post("/members/<uuid:member_id>/mandates/<uuid:mandate_id>/remove")
@asking.needs("members:write")
def remove_mandate(member_id: UUID, mandate_id: UUID) -> Response | tuple[str, int]:
    def remove() -> None:
        wish = RemoveMandate(command_id=command_id(), member_id=member_id, mandate_id=mandate_id)
        asking.members().remove_mandate(wish)

    return _on_page(member_id, remove, {})


def _on_page(
    member_id: UUID, act: Callable[[], None], typed: dict[str, str]
) -> Response | tuple[str, int]:
    """Do something on a person's page, and show it again with what was wrong, if anything was."""
    try:
        act()
    except Refused as refused:
        return form_again(PERSON, refused, **what_is_shown(member_id, typed=typed))
    return redirect(url_for("console.member_page", member_id=member_id) + "#mandates", 303)


def _beside(
    member_id: UUID | None = None,
    *,
    same: str | None = None,
    meanwhile: dict[str, Meanwhile] | None = None,
) -> dict[str, object]:
    """Give what the form needs beside what was typed."""
    return {
        "member_id": member_id,
        "same": same,
        "meanwhile": meanwhile or {},
        "reference": asking.members().reference(),
    }


def _same(refused: Refused) -> str | None:
    """Give the page of who is this person already."""
    if refused.code != "member-exists":
        return None
    known = UUID(str(refused.detail["member_id"]))
    return url_for("console.member_page", member_id=known)


def _day_after(last_day: str) -> date | None:
    """People say until when something holds, and mean that day, too."""
    day = read_day(last_day, "last_day")
    return day + A_DAY if day and day < date.max else day


def _to(member_id: UUID) -> Response:
    return redirect(url_for("console.member_page", member_id=member_id), 303)
