"""What was done, in words: what the audits of the services call things, by kind."""

from __future__ import annotations

from uuid import UUID

from flask_babel import lazy_gettext as _l

from services.web.register import PURPOSES
from services.web.words.sheets import FIELDS

COMMAND_LINE = UUID("00000000-0000-7000-8000-636c69000000")
"""Who acts in a terminal: somebody who can read the key that tokens are signed with."""

SIGNING_IN = {
    "signed-in": _l("Signed in"),
    "sign-in-refused": _l("Somebody tried to sign in, in vain"),
    "signed-out": _l("Signed out"),
    "signed-in-by-recovery-code": _l("Signed in with a recovery code"),
    "code-refused": _l("A code was wrong"),
    "old-password-refused": _l("Typed a wrong password while changing it"),
    "session-ended": _l("Signed out another place"),
    "other-sessions-ended": _l("Signed out every other place"),
}
ACCOUNTS = {
    "account-added": _l("Made an account"),
    "account-invited": _l("Invited somebody to the staff"),
    "account-invited-again": _l("Sent the invitation to the staff again"),
    "account-disabled": _l("Disabled an account"),
    "account-enabled": _l("Let an account in again"),
    "sessions-ended": _l("Signed somebody out everywhere"),
    "role-changed-to-admin": _l("Made somebody an administrator"),
    "role-changed-to-organiser": _l("Made somebody an organiser"),
    "role-changed-to-viewer": _l("Made somebody a viewer"),
    "role-changed-to-counts": _l("Made somebody a reader of numbers"),
    "role-changed-to-volunteer": _l("Made somebody a volunteer"),
    "password-changed": _l("Changed the password"),
    "password-chosen": _l("Chose a password by a link"),
    "link-sent-reset": _l("A link to choose a password was sent"),
    "link-sent-welcome": _l("A link to choose the first password was sent"),
    "second-factor-added": _l("Set the second step up"),
    "second-factor-removed": _l("Took the own second step away"),
    "second-factor-taken": _l("Took somebody's second step away"),
}
CHANGED = (
    *("first_name", "last_name", "language", "wish", "mobile", "landline", "email", "birth_year"),
    *("guardian_consent", "region", "town", "gender", "gender_words", "axes", "partners", "tags"),
)
"""What of a person is changed by hand, each written down by itself."""
LISTED = ("bodies", "axes", "partners", "tags")
PEOPLE = {
    **{
        f"member-changed:{field}": _l("Changed of a person: %(field)s", field=FIELDS[field])
        for field in CHANGED
    },
    "statutes-written": _l("Wrote down what the statutes of a body say"),
    "mandate-added": _l("Let a person into a body"),
    "mandate-ended": _l("Ended a mandate"),
    "mandate-removed": _l("Took a mandate away"),
    **{
        f"{kind}-added": _l("Added to a list that is kept by hand: %(kind)s", kind=FIELDS[kind])
        for kind in LISTED
    },
    **{
        f"{kind}-renamed": _l("Renamed in a list kept by hand: %(kind)s", kind=FIELDS[kind])
        for kind in LISTED
    },
    **{
        f"{kind}-removed": _l("Removed from a list kept by hand: %(kind)s", kind=FIELDS[kind])
        for kind in LISTED
    },
    **{
        f"retention-set:{purpose.rpartition('.')[2]}": _l(
            "Set how long is kept: %(purpose)s", purpose=words
        )
        for purpose, words in PURPOSES.items()
    },
    "own-choices-changed": _l("Changed their own choices"),
    "agreed-to-sms": _l("Agreed to SMS on their own page"),
    "agreed-to-email": _l("Agreed to e-mail on their own page"),
    "audience-archived": _l("Put an audience away"),
    "audience-brought-back": _l("Brought an audience back"),
    "audience-changed": _l("Changed an audience"),
    "hand-list-begun": _l("Began a list by hand"),
    "hand-list-renamed": _l("Renamed a list by hand"),
    "hand-list-removed": _l("Deleted a list by hand"),
    "put-on-hand-list": _l("Put people on a list by hand"),
    "taken-off-hand-list": _l("Took people off a list by hand"),
    "household-joined": _l("Put somebody into a household"),
    "household-left": _l("Took somebody out of a household"),
    "import-undone": _l("Took an import back"),
    "joined-by-sms": _l("Joined with a code by SMS"),
    "joined-by-email": _l("Joined with a link by e-mail"),
    "mail-works-again": _l("Said that mail to a person works again"),
    "consent-recorded": _l("Wrote a consent down"),
    "member-added": _l("Added a person"),
    "double-proposed": _l("Laid two people beside each other, to see whether they are one"),
    "member-merged": _l("Merged two records of one person"),
    "member-unmerged": _l("Made two people of one again"),
    "members-not-the-same": _l("Said that two people are not the same"),
    "own-link-sent": _l("A link to their own page was sent"),
    "erasure-asked": _l("Asked to be erased"),
    "member-erased": _l("Erased a person"),
    "register-filled": _l("Filled the register of processing in"),
    "import-started": _l("Imported a sheet of members"),
    "audience-saved": _l("Saved an audience"),
}
EVENTS = {
    "event.assembly": _l("Said which body an assembly convenes, and about what"),
    "event.convene-again": _l("Prepared the second convocation of a body"),
    "event.add-document": _l("Added a document to an assembly"),
    "event.remove-document": _l("Took a document of an assembly away"),
    "event.add-minutes": _l("Added the minutes of an assembly"),
    "event.remove-minutes": _l("Took the minutes of an assembly away"),
    "event.give-proxy": _l("Wrote a proxy down"),
    "event.withdraw-proxy": _l("Wrote down that a proxy is withdrawn"),
    "event.take-roll": _l("Found out anew who is in mandate"),
    "event.create": _l("Wrote an event"),
    "event.change": _l("Changed an event"),
    "answer.noted": _l("Wrote down what an invited person said"),
    "place.declined": _l("Declined a wish for a place"),
    "event.remind": _l("Changed the reminders of an event"),
    "proposal.decline": _l("Declined a proposed meeting"),
    "event.copy": _l("Copied an event"),
    "event.repeat": _l("Let an event come again"),
    "event.publish-later": _l("Chose when an event is published"),
    "event.publish-not-later": _l("Took back when an event is published"),
}
SENDS = {
    "event.tell-minutes": _l("Told the members of a body of the minutes"),
    "event.convene": _l("Convened a body: its members are told"),
    "event.convene-late": _l("Convened a body later than its statutes ask for"),
    "event.publish": _l("Published an event: invitations go out"),
    "event.cancel": _l("Cancelled an event: people are told"),
    "send.stop": _l("Stopped a send"),
    "send.resume": _l("Let a stopped send go on"),
    "reached-not-taken-out": _l("Took out whom messages of an event did not reach"),
    "send.correct": _l("Corrected what a send had said"),
    "send.again": _l("Sent again to those whom a send had not reached"),
    "send.release": _l("Released a send to many people"),
    "money-rules.change": _l("Changed prices and budgets"),
    "event-budget.set": _l("Set the budget of an event"),
    "sending-rules.change": _l("Changed the rules of sending"),
    "text.keep": _l("Wrote another text for messages"),
    "text.test": _l("Sent a text to themselves, to see how it reads"),
    "text.forget": _l("Went back to the usual text of messages"),
    "inbound.answered": _l("Answered a message by SMS"),
    "inbound.closed": _l("Closed a message without a reply"),
    "place.invited": _l("Invited somebody who asked for a place"),
    "event.plan-wave": _l("Planned a wave of invitations"),
    "event.keep-seats": _l("Kept places for a wave"),
    "event.drop-wave": _l("Took a planned wave back"),
    "event.announce": _l("Announced something to many"),
    "event.chase": _l("Had the silent asked once more"),
}
EXPORTS = {
    "call-sheet-taken-out": _l("Took the call sheet out"),
    "call-sheet-seen": _l("Looked at the call sheet"),
    "member-data-exported": _l("Took all that is held of a person out"),
    "members-taken-out": _l("Took a sheet of members out"),
    "import-taken-out": _l("Took the rows of an import out"),
    "roll-taken-out": _l("Took the list of a body's members along"),
    "attendance-sheet-taken-out": _l("Took an attendance sheet out"),
    "answers-taken-out": _l("Took the answers to an event out"),
    "event-report-taken-out": _l("Took the report of an event out"),
    "audit-taken-out": _l("Took this trail out"),
}
VAULT = {
    "vault-read": _l("Read sensitive information"),
    "vault-kept": _l("Kept sensitive information"),
    "vault-forgotten": _l("Removed sensitive information"),
    "vault-told-of": _l("Told a person that sensitive information of theirs is kept"),
    "vault-answered": _l("Answered a sensitive question"),
    "vault-taken-back": _l("Took the answer to a sensitive question back"),
    "vault-answers-read": _l("Read the sensitive answers to an event"),
    "vault-balanced": _l("Had people mixed by sensitive information"),
}

KINDS = {
    "exports": EXPORTS,
    "vault": VAULT,
    "sends": SENDS,
    "accounts": ACCOUNTS,
    "sign-in": SIGNING_IN,
    "people": PEOPLE,
    "events": EVENTS,
}
KIND_NAMES = {
    "exports": _l("Taken out"),
    "vault": _l("Sensitive information"),
    "sends": _l("Sends"),
    "accounts": _l("Accounts"),
    "sign-in": _l("Signing in"),
    "people": _l("Members"),
    "events": _l("Events"),
}
STANDS_OUT = ("exports", "vault", "sends")
"""Kinds that are marked: data that left, what is sensitive, and what reached many people."""

DEEDS = {action: words for kind in KINDS.values() for action, words in kind.items()}


def kind_of(action: str) -> str:
    """Give the kind of a deed; nothing for one that has no words yet."""
    return next((kind for kind, deeds in KINDS.items() if action in deeds), "")
