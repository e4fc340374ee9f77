"""What people wrote back by SMS, for organisers to read and to answer."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from services.web import asking
from services.web.console import console
from services.web.console.again import command_id, form_again
from shared.contracts.notifications import AnswerInbound, FindInbound
from shared.errors import Refused
from shared.ids import new_id

PAGE = "console/written.html"


@console.get("/written")
@asking.needs("members:read", everywhere=True)
def written_page() -> str:
    return render_template(PAGE, **_shown())


@console.post("/written/<uuid:inbound_id>")
@asking.needs("members:write", everywhere=True)
def answer_written(inbound_id: UUID) -> Response | tuple[str, int]:
    text = request.form.get("text", "").strip() if "reply" in request.form else ""
    wish = AnswerInbound(command_id=command_id(), inbound_id=inbound_id, text=text)
    try:
        asking.notifications().answer_inbound(wish)
    except Refused as refused:
        return form_again(PAGE, refused, **_shown(inbound_id))
    return redirect(url_for("console.written_page"), 303)


def _shown(about: UUID | None = None) -> dict[str, object]:
    everything = "all" in request.args
    wish = FindInbound(
        only_open=not everything,
        before=_moment(request.args.get("before", "")),
        last=_id(request.args.get("last", "")),
        also=about,
    )
    page = asking.notifications().inbox(wish)
    here = {name: request.args[name] for name in ("before", "last", "all") if name in request.args}
    return {
        "page": page,
        "here": here,
        "everything": everything,
        "about": about,
        "typed": request.form,
        "new_id": new_id,
    }


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
