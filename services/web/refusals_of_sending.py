"""What is refused about sending: a sentence for each code, that says what to do."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

SENDING = {
    "hours-unreadable": _l(
        "Write both times, for example 21:00 and 09:00, with 16 hours between them at most."
    ),
    "ramadan-unreadable": _l(
        "Write the first and the last day of each Ramadan, a month apart at most."
    ),
    "limit-unreadable": _l("Write up to 100 messages, in 1 to 90 days."),
    "prices-unreadable": _l(
        "Write each beginning once, such as +212, and a price such as 0.45. No SMS goes to "
        "satellites and premium numbers."
    ),
    "prices-missing": _l("Write one price at least: SMS go only to numbers that have one."),
    "budget-unpriced": _l(
        "A budget stops nothing while an SMS costs nothing: write every price above 0."
    ),
    "money-unreadable": _l("Write an amount in dirhams, such as 1500 or 0.45."),
    "second-person-needed": _l(
        "You have asked for this sending yourself. Somebody else of the association releases it."
    ),
    "says-something-else": _l(
        "What it says has been changed since you looked at it. Look at it again: this is how it "
        "reads now."
    ),
    "not-held": _l("This sending does not wait for anybody any more."),
    "not-resumable": _l("This sending cannot go on: what it says is over, or it was not stopped."),
    "own-text-missing": _l("Write something here, or go back to the usual text."),
    "own-text-too-long": _l("This is longer than anybody reads. Make it shorter."),
    "unknown-field": _l("There is a field in this text that cannot be filled in."),
    "lone-dollar": _l("A dollar sign begins a field. For the sign itself, write it twice."),
    "field-needed": _l("Without this field the text does not say what it is for."),
    "link-needed": _l(
        "An SMS keeps its link, with a space before and after it: by it people answer, and stop "
        "messages."
    ),
    "subject-unsafe": _l("A subject is one line, and has no =? in it."),
    "own-text-changed": _l(
        "Somebody else has changed this text meanwhile. What you wrote is still here: keep it once "
        "more, and you see what changes."
    ),
    "no-own-text": _l("The usual text holds here already."),
    "said-too-long": _l("A title has 100 letters at most, a text 600."),
    "not-correctable": _l(
        "There is nobody to correct it to: it reached nobody, or the event is off."
    ),
    "nothing-to-mend": _l("There is nobody to send it to again, for what you have chosen."),
    "zone-unknown": _l("There is no such time zone."),
}


def fields_named(detail: Mapping[str, object]) -> str:
    """Name the field of a text that is not known, with those that are, or that is missing."""
    if needed := str(detail.get("needed", "")):
        return gettext("Missing: %(columns)s.", columns=_field(needed))
    unknown = str(detail.get("unknown", ""))
    if not unknown:
        return ""
    wrong, known = _field(unknown), ", ".join(map(_field, str(detail.get("known", "")).split()))
    if not known:
        return gettext("No field can stand here: %(unknown)s.", unknown=wrong)
    return gettext("Not known: %(unknown)s. Known: %(known)s.", unknown=wrong, known=known)


def _field(name: str) -> str:
    """Write a field as it is typed, apart from the direction of the sentence around it."""
    return f"\u2066${name}\u2069"
