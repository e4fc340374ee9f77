"""Where a consent comes from, as pages say it."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

SOURCES = {
    "own opt-out": _l("At their own request"),
    "import taken back": _l("The sheet that said yes was taken back"),
    "own SMS": _l("By SMS, from their own phone"),
    "own page": _l("On their own page"),
    "sign-up": _l("By signing up"),
    "door": _l("At the door"),
}
