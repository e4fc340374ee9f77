"""What machines call: the health of this process; providers' receipts have their place here."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

webhooks = Blueprint("webhooks", __name__)


@webhooks.get("/healthz")
def healthz() -> Response:
    """Say that this process answers; it asks nobody, so that a service's rest is not ours."""
    return Response("ok\n", content_type="text/plain; charset=utf-8")
