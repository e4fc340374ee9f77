"""What the members of a body find on the page of their invitation: agenda, documents, proxy."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from flask import g, redirect, request, url_for
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from services.web import asking
from services.web.console.again import command_id
from services.web.files import sent
from services.web.languages import as_language
from services.web.mandates import called_so
from services.web.public import public
from services.web.public.invitation import page
from services.web.refusals import problem
from shared.contracts.events import Card, OpenInvitation
from shared.contracts.events.convocations import Convocation
from shared.contracts.events.documents import DocumentContent, ReadInvitedDocument
from shared.contracts.events.proxies import GiveOwnProxy
from shared.contracts.members import MemberIds, Name
from shared.errors import Refused
from shared.ids import new_id

CLOSED, NOT_IN_MANDATE = "proxies-closed", "giver-not-in-mandate"
SAID_ABOVE = (CLOSED, "no-proxies")
"""Refusals after which there is no form any more: the page itself says so."""


@public.context_processor
def what_is_convened() -> dict[str, Any]:
    """Give the page of an invitation what it needs for a body's convocation."""
    return {
        "convocation_of": convocation_of,
        "holders_of": holders_of,
        "document_address_of": lambda code: partial(_document_address, code),
        "proxy_problem": g.get("proxy_problem"),
        "proxy_typed": g.get("proxy_typed", {}),
        "new_id": new_id,
    }


def convocation_of(card: Card, code: str) -> Convocation | None:
    """Get what a body is convened with; nothing for other events, or while events is silent."""
    if card.assembly is None:
        return None
    asked = OpenInvitation(code=code, origin=asking.origin())
    return asking.part(lambda: asking.events().convocation(asked))


def holders_of(convocation: Convocation) -> dict[UUID, Name]:
    """Give the first names of who holds the proxies of those behind the code."""
    ids = [one.holder_id for one in convocation.members if one.holder_id]
    if not ids:
        return {}
    found = asking.part(lambda: asking.members().first_names(MemberIds(member_ids=ids)))
    return {name.member_id: name for name in found.names} if found else {}


@public.get("/i/<code>/documents/<uuid:document_id>")
def invited_document(code: str, document_id: UUID) -> Response:
    def read(number: int) -> DocumentContent:
        wanted = ReadInvitedDocument(
            code=code, document_id=document_id, number=number, origin=origin
        )
        return asking.events().read_invited_document(wanted)

    origin = asking.origin()
    return sent(read)


@public.post("/i/<code>/proxy")
def give_proxy(code: str) -> Response | tuple[str, int]:
    """Give the proxy of somebody behind the code to the member of a name, or take it back."""
    try:
        member_id = UUID(request.form.get("member_id", ""))
    except ValueError as error:
        raise BadRequest from error
    typed = request.form.get("holder", "").strip()
    try:
        asking.events().give_own_proxy(
            GiveOwnProxy(
                command_id=command_id(),
                code=code,
                member_id=member_id,
                holder_id=None if "withdraw" in request.form else _holder(code, member_id, typed),
                origin=asking.origin(),
            )
        )
    except Refused as refused:
        found = problem(refused)
        if found.status != 422:
            raise
        if refused.code not in SAID_ABOVE:
            g.proxy_problem, g.proxy_typed = found, {member_id: typed}
        return page(code), found.status
    chosen = as_language(request.args.get("lang"))
    address = url_for("public.invitation_page", code=code, lang=chosen, _anchor="convened")
    return redirect(address, 303)


def _holder(code: str, giver_id: UUID, typed: str) -> UUID:
    """Find who is meant; only for a member in mandate, who may know the others."""
    asked = OpenInvitation(code=code, origin=asking.origin())
    convocation = asking.events().convocation(asked)
    if convocation.mandated is None or not convocation.proxies_open:
        raise Refused(CLOSED)
    if giver_id not in {one.member_id for one in convocation.members}:
        raise Refused(NOT_IN_MANDATE)
    return called_so(convocation.mandated, typed, origin=asking.origin())


def _document_address(code: str, document_id: UUID) -> str:
    return url_for("public.invited_document", code=code, document_id=document_id)
