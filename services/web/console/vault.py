"""What is sensitive about somebody: opened with a reason, and shown on no other page."""

from __future__ import annotations

from datetime import date
from typing import get_args
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from services.web import asking
from services.web.console import console
from services.web.console.again import command_id, form_again
from shared.contracts.members import (
    ForgetFromVault,
    KeepInVault,
    MemberRef,
    OpenVault,
    VaultEntry,
    VaultKind,
)
from shared.errors import Refused
from shared.ids import new_id

PAGE = "console/vault.html"
KINDS: tuple[VaultKind, ...] = get_args(VaultKind)
LONGEST = 2000


@console.post("/members/<uuid:member_id>/sensitive")
@asking.needs("vault:read")
def open_vault(member_id: UUID) -> str | tuple[str, int]:
    """Show what is kept; sent, never linked: that it was read is written down with the reason."""
    wish = OpenVault(member_id=member_id, reason=request.form.get("reason", "").strip()[:LONGEST])
    known = _known(member_id)
    try:
        entry = asking.members().vault_entry(wish)
    except Refused as refused:
        return form_again(PAGE, refused, entry=None, reason=wish.reason, **known)
    return render_template(PAGE, entry=entry, reason=wish.reason, typed=None, **known)


@console.post("/members/<uuid:member_id>/sensitive/keep")
@asking.needs("vault:write")
def keep_in_vault(member_id: UUID) -> Response | tuple[str, int]:
    names = ("kind", "value", "wording", "agreed_on", "collected_by", "purpose")
    typed = {name: request.form.get(name, "").strip()[:LONGEST] for name in names}
    agreed = "agreed" in request.form
    wish = KeepInVault(
        command_id=command_id(),
        member_id=member_id,
        kind=_kind(typed["kind"]),
        value=typed["value"],
        # Without the tick nothing was agreed to, whatever else was typed.
        wording=typed["wording"] if agreed else "",
        agreed_on=_day(typed["agreed_on"]),
        collected_by=typed["collected_by"],
        purpose=typed["purpose"],
    )
    try:
        asking.members().keep_in_vault(wish)
    except Refused as refused:
        # What is kept already is not read again for this.
        again = {"entry": VaultEntry(member_id=member_id), "reason": "", "typed": typed}
        return form_again(PAGE, refused, **again, **_known(member_id))
    return redirect(url_for("console.member_page", member_id=member_id), 303)


@console.post("/members/<uuid:member_id>/sensitive/forget")
@asking.needs("vault:write")
def forget_from_vault(member_id: UUID) -> Response:
    kind = _kind(request.form.get("kind", ""))
    asking.members().forget_from_vault(ForgetFromVault(member_id=member_id, kind=kind))
    return redirect(url_for("console.member_page", member_id=member_id), 303)


def _known(member_id: UUID) -> dict[str, object]:
    member = asking.members().member(MemberRef(member_id=member_id))
    return {"member": member, "kinds": KINDS, "command_id": new_id()}


def _kind(typed: str) -> VaultKind:
    return next((kind for kind in KINDS if kind == typed), "union")


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
