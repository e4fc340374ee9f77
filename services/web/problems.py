"""What is shown when something says no: a rule, a service that gives no answer, or ourselves."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

import structlog
from flask import Flask, g, redirect, render_template, request, session, url_for
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError  # type: ignore[import-untyped]  # has no types
from werkzeug.exceptions import HTTPException, NotFound, RequestEntityTooLarge
from werkzeug.wrappers import Response

from services.web.asking import OPEN_TO_ALL, SESSION, recognise
from services.web.refusals import Problem, problem, sentence
from shared.edge.upstream import Unavailable
from shared.errors import Refused
from shared.ids import new_id
from shared.log import describe

log = structlog.get_logger()

NOT_KEPT = ("csrf_token", "password", "old_password", "code")
"""What a form that can be sent again does not repeat: it is made anew, or is nobody's to keep."""

MISSING_PARTS = {
    "members": _l("The list of members gives no answer at the moment."),
    "events": _l("The events give no answer at the moment."),
    "notifications": _l("The sending of messages gives no answer at the moment."),
}

MOST_DRAINED_BYTES = 200 * 1024 * 1024

Answer = Response | tuple[str, int]


def explain(app: Flask) -> None:
    """Let the app answer whatever goes wrong with a page that says what to do."""
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(Unavailable, _unavailable)
    app.register_error_handler(CSRFError, _form_too_old)
    app.register_error_handler(RequestEntityTooLarge, _too_large)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _our_fault)


def page(found: Problem, *, title: str = "", again: bool = False) -> tuple[str, int]:
    """
    Show a problem as a page of its own.

    With `again`, what was typed stands in a form that can be sent again, under the same
    command id: a repeat changes nothing.
    """
    inside = g.inside = request.blueprint == "console" or _lost_inside()
    template = "console/problem.html" if inside else "public/problem.html"
    kept = _typed() if again and request.method == "POST" else []
    text = render_template(
        template, problem=found, title=title, typed=kept, again=again, where=_where()
    )
    return text, found.status


def _lost_inside() -> bool:
    """Tell whether somebody who is signed in asked for what is on no part of the site."""
    if request.blueprint is not None or SESSION not in session:
        return False
    with suppress(Refused, Unavailable):
        return recognise()
    return False


def _typed() -> list[tuple[str, str]]:
    return [(name, value) for name, value in request.form.items(multi=True) if name not in NOT_KEPT]


def _where() -> str:
    return request.full_path if request.query_string else request.path


def _refused(refused: Refused) -> Answer:
    found = problem(refused)
    if refused.code == "not-signed-in":
        return sign_in_first()
    if found.status == 500:
        log.error("refused_unknown", code=refused.code, error_id=refused.detail.get("error_id"))
    text, status = page(found, again=found.status == 500)
    answer = Response(text, status, content_type="text/html; charset=utf-8")
    if isinstance(minutes := refused.detail.get("minutes"), int):
        answer.headers["Retry-After"] = str(minutes * 60)
    return answer


def sign_in_first() -> Answer:
    """Send to the sign-in; what was typed stays on a page that can be sent after it."""
    session.pop(SESSION, None)
    if request.method == "GET" and "X-Live" not in request.headers:
        return redirect(url_for("console.sign_in", next=_where()), 303)
    found = Problem(status=401, sentence=sentence("not-signed-in", {}), code="not-signed-in")
    return page(found, again=True)


def _unavailable(error: Unavailable) -> Answer:
    log.warning("unavailable", service=error.service)
    missing = MISSING_PARTS.get(error.service)
    found = Problem(status=503, sentence=str(missing or ""), code="unavailable")
    text, status = page(found, again=True)
    answer = Response(text, status, content_type="text/html; charset=utf-8")
    answer.headers["Retry-After"] = "10"
    return answer


def _form_too_old(_: CSRFError) -> Answer:
    # Another site may have made this form: only what our own page sent is offered again.
    if request.headers.get("Sec-Fetch-Site") != "same-origin":
        return page(Problem(status=400, sentence=sentence("page-too-old", {})))
    if SESSION not in session and request.endpoint not in OPEN_TO_ALL:
        return sign_in_first()
    return page(Problem(status=400, sentence=sentence("page-too-old", {})), again=True)


def _too_large(_: RequestEntityTooLarge) -> Answer:
    _drain()
    sent = {"console.upload_sheet": "too-large", "console.add_document": "document-too-large"}
    code = sent.get(request.endpoint or "", "too-long")
    return page(Problem(status=413, sentence=sentence(code, {}), code=code))


def _drain() -> None:
    """
    Read what is still coming, up to a limit, so that the browser gets to read our answer.

    Browsers show a broken connection instead of the page when it closes on them mid-sentence.
    """
    coming, allowed = request.content_length or 0, request.max_content_length or 0
    if not allowed < coming <= MOST_DRAINED_BYTES:
        return
    while coming > 0 and (read := request.environ["wsgi.input"].read(min(coming, 64 * 1024))):
        coming -= len(read)


def _http(error: HTTPException) -> Answer:
    code = "not-found" if isinstance(error, NotFound) else "invalid-request"
    return page(Problem(status=error.code or 500, sentence=sentence(code, {}), code=code))


def _our_fault(error: Exception) -> Answer:
    error_id = new_id()
    log.error("page_failed", error_id=str(error_id), error=describe(error))
    return page(our_fault(error_id), again=True)


def our_fault(error_id: UUID) -> Problem:
    """Say no more than that it went wrong; the log knows the rest under this id."""
    return Problem(
        status=500,
        sentence=sentence("internal-error", {"error_id": str(error_id)}),
        code="internal-error",
    )


__all__ = ["explain", "page", "sign_in_first"]
