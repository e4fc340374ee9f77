"""What is refused about sending: a sentence for each code, that says what to do."""

from __future__ import annotations

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
    "money-unreadable": _l("Write an amount in dirhams, such as 1500 or 0.45."),
    "second-person-needed": _l(
        "You have asked for this sending yourself. Somebody else of the association releases it."
    ),
    "not-held": _l("This sending does not wait for anybody any more."),
    "not-resumable": _l("This sending cannot go on: what it says is over, or it was not stopped."),
    "said-too-long": _l("A title has 100 letters at most, a text 600."),
    "not-correctable": _l(
        "There is nobody to correct it to: it reached nobody, or the event is off."
    ),
    "nothing-to-mend": _l("There is nobody to send it to again, for what you have chosen."),
    "zone-unknown": _l("There is no such time zone."),
}
