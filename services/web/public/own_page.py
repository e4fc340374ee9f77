"""
`/p/<link>`: what a person chose, changed by themselves; `/my-page`: the way to get that link.

The link is the key, as an invitation's code is: there is no cookie that another site could use.
"""

from __future__ import annotations

from typing import get_args
from uuid import UUID, uuid5

from flask import redirect, render_template, request, url_for
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from services.web import asking
from services.web.languages import as_language, speak
from services.web.public import public
from services.web.public.calendar import calendar_address
from services.web.public.invitation import STOPS
from services.web.refusals import Problem, problem
from shared.contracts.members import (
    CHANNELS,
    AgreeAgain,
    AskForOwnLink,
    ChangeOwnPage,
    Channel,
    OwnLinkRef,
    OwnPage,
    Wish,
)
from shared.contracts.notifications import StopOwnMessages
from shared.errors import Refused
from shared.ids import new_id

OWN_PAGE = "public/own_page.html"
ASK = "public/ask_own_link.html"
LONGEST_ADDRESS = 254
DONE = ("saved", "sms", "email", "all", "agreed", "joined", "place", "opened", "closed")


@public.before_request
def only_from_here() -> None:
    """Take no form that a page of another site sent; a mail program's button has no such mark."""
    if request.method == "POST" and request.headers.get("Sec-Fetch-Site") == "cross-site":
        raise BadRequest


# --- The link --------------------------------------------------------------------------------


@public.get("/my-page")
def ask_own_link() -> str:
    return render_template(ASK, address="", problem=None, lang=chosen())


@public.post("/my-page")
def send_own_link() -> Response | tuple[str, int]:
    address = request.form.get("address", "").strip()[:LONGEST_ADDRESS]
    wish = AskForOwnLink(address=address, origin=asking.origin(), network=asking.network())
    try:
        asking.members().ask_for_own_link(wish)
    except Refused as refused:
        found = problem(refused)
        return render_template(ASK, address=address, problem=found, lang=chosen()), found.status
    return redirect(url_for("public.own_link_asked_for", lang=chosen()), 303)


@public.get("/my-page/sent")
def own_link_asked_for() -> str:
    """Say what everybody is told, whether the address is known or not."""
    return render_template("public/own_link_asked_for.html", lang=chosen())


# --- The page --------------------------------------------------------------------------------


@public.get("/p/<link>")
def own_page(link: str) -> str:
    page = page_behind(link, uuid_or_none(request.args.get("who")))
    if not chosen():
        speak(page.language)
    return _shown(link, page)


@public.post("/p/<link>")
def change_own_page(link: str) -> Response | tuple[str, int]:
    member_id = needed_uuid(request.form.get("member_id"))
    language, wish = as_language(request.form.get("language")), _wish(request.form.get("wish"))
    if language is None or wish is None:
        raise BadRequest
    change = ChangeOwnPage(
        command_id=command(),
        link=link,
        member_id=member_id,
        language=language,
        wish=wish,
        axes=request.form.getlist("axes")[:50],
        quiet_from=request.form.get("quiet_from", "")[:10] or None,
        quiet_until=request.form.get("quiet_until", "")[:10] or None,
        origin=asking.origin(),
    )
    try:
        asking.members().change_own_page(change)
    except Refused as refused:
        if refused.code != "bad-quiet-times":
            raise
        found = problem(refused)
        return _shown(link, page_behind(link, member_id), found, change), found.status
    return _back(link, member_id, done="saved", lang=language)


@public.post("/p/<link>/stop")
def stop_own_messages(link: str) -> Response:
    what = request.form.get("what", "")
    if what not in STOPS:
        raise BadRequest
    member_id = needed_uuid(request.form.get("member_id"))
    page = page_behind(link, member_id)
    asking.own_notifications(page.token).stop_own_messages(StopOwnMessages(channels=STOPS[what]))
    return _back(link, member_id, done=what, lang=chosen())


@public.post("/p/<link>/agree")
def agree_again(link: str) -> Response:
    member_id = needed_uuid(request.form.get("member_id"))
    channel = _channel(request.form.get("channel"))
    language = as_language(request.form.get("language"))
    version = request.form.get("version", "")
    if language is None or not (version.isascii() and version.isdigit()):
        raise BadRequest
    asking.members().agree_again(
        AgreeAgain(
            command_id=uuid5(command(), channel),
            link=link,
            member_id=member_id,
            channel=channel,
            language=language,
            version=int(version[:6]),
            origin=asking.origin(),
        )
    )
    return _back(link, member_id, done="agreed", lang=chosen())


@public.post("/p/<link>/calendar")
def own_calendar(link: str) -> Response:
    member_id = needed_uuid(request.form.get("member_id"))
    events = asking.own_events(page_behind(link, member_id).token)
    what = request.form.get("what")
    if what == "open":
        events.open_calendar()
    elif what == "close":
        events.close_calendar()
    else:
        raise BadRequest
    done = {"open": "opened", "close": "closed"}[what]
    return _back(link, member_id, done=done, lang=chosen())


def page_behind(link: str, member_id: UUID | None) -> OwnPage:
    """Ask for the page of somebody behind a link."""
    wish = OwnLinkRef(
        link=link,
        member_id=member_id,
        origin=asking.origin(),
        language=as_language(chosen()),
    )
    return asking.members().own_page(wish)


def _shown(
    link: str,
    page: OwnPage,
    found: Problem | None = None,
    typed: ChangeOwnPage | None = None,
) -> str:
    done = request.args.get("done")
    calendar = asking.part(asking.own_events(page.token).own_calendar)
    return render_template(
        OWN_PAGE,
        link=link,
        page=page,
        typed=typed or page,
        problem=found,
        told=_told(page),
        calendar=calendar,
        calendar_address=lambda scheme="": calendar_address(calendar, scheme),
        done=done if done in DONE else None,
        command_id=new_id(),
        who=page.member_id if len(page.people) > 1 else None,
        lang=chosen(),
    )


def _told(page: OwnPage) -> dict[Channel, bool]:
    """
    Say on which channels messages come: where both services say so.

    A no is heard of by one after the other; until then the stricter one counts.
    """
    known = asking.part(asking.own_notifications(page.token).own_silence)
    silent = {s.channel: s.since for s in known.silent} if known else {}
    told: dict[Channel, bool] = {}
    for contact in page.contacts:
        since = silent.get(contact.channel)
        lifted = since is None or (contact.own_yes_at is not None and contact.own_yes_at > since)
        told[contact.channel] = contact.agreed and lifted
    return told


def chosen() -> str | None:
    """Give the language that was chosen on the page."""
    return as_language(request.args.get("lang") or request.form.get("lang"))


def _back(link: str, member_id: UUID, *, done: str, lang: str | None) -> Response:
    page = url_for("public.own_page", link=link, who=member_id, done=done, lang=lang)
    return redirect(page, 303)


def command() -> UUID:
    """Give the id under which a form was made; a new one when it came without."""
    try:
        return UUID(request.form.get("command_id", ""))
    except ValueError:
        return new_id()


def uuid_or_none(typed: str | None) -> UUID | None:
    """Read whose page is meant; None for the first behind the link."""
    try:
        return UUID(typed or "")
    except ValueError:
        return None


def needed_uuid(typed: str | None) -> UUID:
    """Read who a form is about: it always says."""
    found = uuid_or_none(typed)
    if found is None:
        raise BadRequest
    return found


def _wish(typed: str | None) -> Wish | None:
    return next((wish for wish in get_args(Wish) if wish == typed), None)


def _channel(typed: str | None) -> Channel:
    for channel in CHANNELS:
        if channel == typed:
            return channel
    raise BadRequest
