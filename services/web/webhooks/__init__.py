"""What machines call: the health of this process, and what providers tell."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, request
from werkzeug.wrappers import Response

from services.web import asking
from shared.contracts.notifications import ProviderCall, ProviderHeard
from shared.edge.upstream import Unavailable
from shared.errors import Refused

webhooks = Blueprint("webhooks", __name__)

LARGEST_CALL = 256 * 1024
"""A report of mail that came back, or many messages in one call."""
PROOFS = ("X-Signature", "X-Timestamp", "X-Hook", "X-Twilio-Signature")
"""The headers that a provider's proof may stand in; no other is passed on."""

NO_CONTENT = 204


@webhooks.get("/healthz")
def healthz() -> Response:
    """Say that this process answers; it asks nobody, so that a service's rest is not ours."""
    return Response("ok\n", content_type="text/plain; charset=utf-8")


@webhooks.route("/hooks/sms/<provider>", methods=["GET", "POST"])
def sms_provider_called(provider: str) -> Response:
    """Pass on what a provider of SMS says."""
    return _passed_on(provider, asking.notifications().provider_called)


@webhooks.post("/hooks/mail")
def mail_service_called() -> Response:
    """Pass on what a mail service says of mail that came back, and of complaints."""
    return _passed_on("mail", asking.notifications().mail_came_back)


def _passed_on(provider: str, pass_on: Callable[[ProviderCall], ProviderHeard]) -> Response:
    """
    Pass a call on; it has been kept when he hears that it was.

    Without a body in the answer: some send it on to whoever wrote.
    """
    if request.content_length is not None and request.content_length > LARGEST_CALL:
        return Response(status=413)
    call = ProviderCall(
        provider=provider,
        query=request.query_string.decode("latin-1"),
        body=request.get_data(cache=False).decode("latin-1"),
        headers={name: request.headers[name] for name in PROOFS if name in request.headers},
    )
    try:
        pass_on(call)
    except Refused:
        return Response(status=403)
    except Unavailable:
        # He says it again: whatever it was is not kept yet.
        return Response(status=503, headers={"Retry-After": "10"})
    return Response(status=NO_CONTENT)
