"""What sends and reminders are called on pages."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

SENDS = {
    "invitation": _l("Invitations"),
    "confirmation": _l("Confirmations"),
    "place_offered": _l("Places offered"),
    "cancellation": _l("Cancellation notices"),
    "reminder_day_before": _l("Reminders the day before"),
    "reminder_morning_of": _l("Reminders in the morning"),
    "reminder_soon": _l("Reminders just before"),
    "reminder_afterwards": _l("Thanks, and three questions"),
    "change": _l("What has changed"),
    "chase": _l("Asked once more"),
    "announcement": _l("Announcement"),
    "correction": _l("Correction"),
}

HELD = {
    "quiet_hours": _l("Waits for the end of the quiet hours"),
    "budget": _l("Waits for money: the budget is spent"),
}
"""Why nothing of a send goes at the moment although it could."""

WHY = {
    "quiet": _l("Wants no messages at this hour"),
    "often": _l("Had as many messages as the rules allow; waits"),
    "too_often": _l("Had as many messages as the rules allow, until it was too late"),
    "expired": _l("It was of no use any more"),
    "opted_out": _l("Asked for no more messages"),
    "second_person": _l("Waits for a second person"),
    "answer_changed": _l("Has answered something else since"),
    "sender_lost": _l("The connection broke off: nobody knows whether it left"),
}
"""Why a message to somebody waits, or came to nothing, beside why people are left out."""

MENDABLE = {
    "rejected": _l("The provider did not take it, or did not bring it"),
    "bounced": _l("Mail came back, and there is another address now"),
    "unreachable": _l("There was no way to reach them, and there is one now"),
    "destination": _l("No SMS went to numbers of that country"),
    "too_often": _l("Had as many messages as the rules allow, until it was too late"),
    "late": _l("It waited until it was of no use, and is of use again"),
}
"""What kept a message from people and can be mended."""

REMINDERS = {
    "day_before": _l("The day before"),
    "morning_of": _l("In the morning"),
    "soon": _l("Just before, online"),
    "afterwards": _l("Afterwards"),
}

REMINDERS_ABOUT = {
    "day_before": _l("Says when and where, and asks to confirm or cancel."),
    "morning_of": _l("Says that it is today, when and where."),
    "soon": _l("Gives the link to join. Only for events with an online link."),
    "afterwards": _l("Says thank you, and asks whether they were there and how it was."),
}

REMINDER_STATES = {
    "off": _l("Off"),
    "no_link": _l("No online link"),
    "no_time": _l("The event begins before that"),
    "planned": _l("Planned"),
    "going": _l("Going out"),
    "done": _l("Sent"),
    "passed": _l("Was over too soon"),
}

WAVES = {
    "planned": _l("Planned"),
    "inviting": _l("Inviting"),
    "done": _l("All invited"),
    "skipped": _l("Skipped: enough had said yes"),
    "too_late": _l("Too late to answer"),
    "stopped": _l("Stopped"),
}

TO_ANSWERS = {
    "yes": _l("Those who said yes"),
    "maybe": _l("Those who said maybe"),
    "no": _l("Those who said no"),
    "silent": _l("Those who have not answered"),
}

LEDGER = {
    "delivered": _l("Arrived"),
    "sent": _l("Sent"),
    "claimed": _l("Being sent"),
    "waiting": _l("Waiting"),
    "uncertain": _l("Not known whether it arrived"),
    "failed": _l("Failed"),
    "expired": _l("Too late to be useful"),
    "stopped": _l("Stopped"),
    "covered": _l("Told with somebody at the same number"),
    "excluded": _l("Not written to"),
}

ENCODINGS = {"gsm-7": _l("ordinary letters (GSM-7)"), "ucs-2": _l("wide letters (UCS-2)")}
