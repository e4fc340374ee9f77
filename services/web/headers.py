"""What every response carries, and the one line that is logged of every request."""

from __future__ import annotations

import base64
import gzip
import hashlib
import time

import structlog
from flask import Flask, Response, g, request

from services.web.assets import KEPT, public_style
from services.web.settings import Settings
from shared.ids import new_id

log = structlog.get_logger()

YEAR_S = 31_536_000

FEWEST_PACKED = 1_000
"""What is shorter fits into one packet anyway."""

FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def guard(app: Flask, settings: Settings) -> None:
    """Put safety headers on every response, and log each request by its route."""
    policies = {scripts: content_policy(scripts=scripts) for scripts in (True, False)}

    @app.before_request
    def begin() -> None:
        g.started = time.monotonic()
        structlog.contextvars.bind_contextvars(process="web", correlation_id=str(new_id()))

    @app.after_request
    def finish(response: Response) -> Response:
        for name, value in FIXED.items():
            response.headers.setdefault(name, value)
        if g.get("findable") and response.status_code == 200:
            del response.headers["X-Robots-Tag"]
        response.headers["Content-Security-Policy"] = policies[
            g.get("inside", request.blueprint == "console")
        ]
        if settings.encrypted:
            response.headers["Strict-Transport-Security"] = f"max-age={YEAR_S}; includeSubDomains"
        _cache(response)
        _pack(response)
        _log(response)
        return response

    @app.teardown_request
    def end(_: BaseException | None) -> None:
        structlog.contextvars.unbind_contextvars("correlation_id")


def content_policy(*, scripts: bool) -> str:
    """Allow what comes from the site itself, and the one style that is written into a page."""
    style = base64.b64encode(hashlib.sha256(public_style().encode()).digest()).decode()
    allowed = {
        "default-src": "'none'",
        "script-src": "'self'" if scripts else "'none'",
        "connect-src": "'self'" if scripts else "'none'",
        "manifest-src": "'self'" if scripts else "'none'",
        "style-src": f"'self' 'sha256-{style}'",
        "img-src": "'self'",
        "font-src": "'self'",
        "form-action": "'self'",
        "object-src": "'none'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in allowed.items())


def _cache(response: Response) -> None:
    # Their addresses change with their content (services.web.assets).
    if request.endpoint in KEPT and response.status_code == 200:
        response.headers["Cache-Control"] = f"public, max-age={YEAR_S}, immutable"
    elif "kept" in g and response.status_code in (200, 304):
        response.headers["Cache-Control"] = g.kept
    else:
        response.headers["Cache-Control"] = "no-store"


def _pack(response: Response) -> None:
    """
    Send young people's pages in a third of the bytes, where the browser can read them so.

    The length of what is packed can tell what is in it to whoever puts words beside it (BREACH):
    whoever can open one of these pages knows its secret already. The console's stay as they are.
    """
    if request.blueprint != "public" or "kept" in g or response.mimetype != "text/html":
        return
    if response.is_streamed or len(response.data) < FEWEST_PACKED:
        return
    response.vary.add("Accept-Encoding")
    if request.accept_encodings.quality("gzip") > 0:
        response.data = gzip.compress(response.data, 6, mtime=0)
        response.headers["Content-Encoding"] = "gzip"


def _log(response: Response) -> None:
    if request.endpoint in (*KEPT, "webhooks.healthz"):
        return
    # The route, never the path: a path may be somebody's invitation.
    route = request.url_rule.rule if request.url_rule else None
    took = round((time.monotonic() - g.started) * 1000) if "started" in g else None
    log.info(
        "answered", method=request.method, route=route, status=response.status_code, took_ms=took
    )
