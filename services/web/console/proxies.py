"""Who votes for whom at an assembly: shown, and written down when it was given on paper."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from services.web import asking
from services.web.console import console
from services.web.console.again import command_id, form_again
from services.web.console.answers import may_see, names_of_people
from services.web.mandates import LONGEST_NAME, chosen, namesakes
from shared.contracts.events import Card
from shared.contracts.events.proxies import FindProxies, NoteProxy, ProxyPage
from shared.contracts.members import Name
from shared.contracts.members.statutes import Mandated, Namesake
from shared.contracts.wire import CHUNK
from shared.errors import NotAllowed, Refused
from shared.ids import new_id

PAGE = "console/proxies.html"


@console.get("/events/<uuid:event_id>/assembly/proxies")
@asking.needs("names:read")
def proxies_page(event_id: UUID) -> str:
    return render_template(PAGE, **_shown(event_id, {}))


@console.post("/events/<uuid:event_id>/assembly/proxies")
@asking.needs("events:write")
def note_proxy(event_id: UUID) -> Response | tuple[str, int]:
    typed = {
        name: request.form.get(name, "").strip()[:LONGEST_NAME]
        for name in ("giver", "holder", "giver_id", "holder_id")
    }
    card = _page(event_id).card
    try:
        mandated = _mandated(card)
        asking.events().note_proxy(
            NoteProxy(
                command_id=command_id(),
                event_id=event_id,
                member_id=chosen(mandated, typed["giver"], typed["giver_id"], field="giver"),
                holder_id=chosen(mandated, typed["holder"], typed["holder_id"], field="holder"),
            )
        )
    except Refused as refused:
        several = refused.code == "several-to-choose"
        return form_again(
            PAGE, refused, **_shown(event_id, typed, _to_choose(card, typed) if several else {})
        )
    return _to_proxies(event_id)


@console.post("/events/<uuid:event_id>/assembly/proxies/<uuid:member_id>/withdraw")
@asking.needs("events:write")
def withdraw_proxy(event_id: UUID, member_id: UUID) -> Response:
    if not may_see(member_id, names_of([member_id])):
        raise Refused(NotAllowed.code)
    wish = NoteProxy(command_id=command_id(), event_id=event_id, member_id=member_id)
    asking.events().note_proxy(wish)
    return _to_proxies(event_id)


def _page(event_id: UUID, after: UUID | None = None) -> ProxyPage:
    return asking.events().proxies(FindProxies(event_id=event_id, after=after))


def _to_choose(card: Card, typed: Mapping[str, str]) -> dict[str, list[Namesake]]:
    """Give, for each name that is not one member's alone, those who have it."""
    found = {field: namesakes(_mandated(card), typed[field]) for field in ("giver", "holder")}
    return {field: people for field, people in found.items() if len(people) > 1}


def _shown(
    event_id: UUID,
    typed: Mapping[str, str],
    to_choose: Mapping[str, list[Namesake]] | None = None,
) -> dict[str, object]:
    page = _page(event_id, request.args.get("after", type=UUID))
    names = names_in(page)
    rows = [row for row in page.rows if may_see(row.member_id, names)]
    return {
        "page": page,
        "rows": rows,
        "unseen": len(page.rows) - len(rows),
        "card": page.card,
        "names": names,
        "typed": typed,
        "to_choose": to_choose or {},
        "regions": {one.code: one for one in asking.members().reference().regions}
        if to_choose
        else {},
        "command_id": new_id(),
        "new_id": new_id,
    }


def names_in(page: ProxyPage) -> dict[UUID, Name]:
    """Give the names of a page's givers and holders, as far as they are known."""
    ids = list(dict.fromkeys(each for row in page.rows for each in (row.member_id, row.holder_id)))
    return names_of(ids)


def names_of(ids: list[UUID]) -> dict[UUID, Name]:
    """Give the names of people, as far as the reader may see them."""
    pages = (ids[begin : begin + CHUNK] for begin in range(0, len(ids), CHUNK))
    return {key: name for page in pages for key, name in names_of_people(page).items()}


def _mandated(card: Card) -> Mandated:
    body = card.assembly.body if card.assembly else ""
    return Mandated(body=body, on=card.starts_at.astimezone(ZoneInfo(card.zone)).date())


def _to_proxies(event_id: UUID) -> Response:
    return redirect(url_for("console.proxies_page", event_id=event_id), 303)
