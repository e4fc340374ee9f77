"""
Pages and files that are the same for everybody: others may keep them a while, and find them.

Everything else is kept nowhere (services.web.headers).
"""

from __future__ import annotations

import hashlib

from flask import Response, g, make_response, request

from services.web.languages import current

OPEN = "public, max-age=300"
"""A change or a cancellation is seen by everybody so soon."""
OWN = "private, no-cache"


def kept(body: str | bytes, kind: str, *, by_whom_it_is_of: bool = False) -> Response:
    """
    Answer with what may be kept, under a tag of its content (RFC 9110).

    Who has it already, and says so, gets no second copy. What is one person's is kept by nobody
    between us and them, and looked at again each time.
    """
    g.kept = OWN if by_whom_it_is_of else OPEN
    answer = make_response(body)
    answer.headers["Content-Type"] = kind
    answer.headers["Content-Language"] = current()
    answer.headers["Vary"] = "Accept-Language"
    text = body.encode() if isinstance(body, str) else body
    answer.set_etag(hashlib.sha256(text).hexdigest()[:32])
    answer.make_conditional(request)
    return answer
