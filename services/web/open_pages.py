"""
Pages and files that are the same for everybody: others may keep them a while, and find them.

Everything else is kept nowhere (services.web.headers).
"""

from __future__ import annotations

import hashlib
from datetime import timedelta

from flask import Response, g, make_response, request

from services.web.languages import current

KEPT_FOR = timedelta(minutes=5)
"""A change or a cancellation is seen by everybody so soon."""


def kept(body: str | bytes, kind: str) -> Response:
    """
    Answer with what may be kept, under a tag of its content (RFC 9110).

    Who has it already, and says so, gets no second copy.
    """
    g.kept_for = KEPT_FOR
    answer = make_response(body)
    answer.headers["Content-Type"] = kind
    answer.headers["Content-Language"] = current()
    answer.headers["Vary"] = "Accept-Language"
    text = body.encode() if isinstance(body, str) else body
    answer.set_etag(hashlib.sha256(text).hexdigest()[:32])
    answer.make_conditional(request)
    return answer
