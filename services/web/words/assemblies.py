"""Assemblies in words: shares of the members, and refusals about convening."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from services.web.languages import number
from shared.contracts.members.statutes import Share

COMMON = {
    (0, 1, False): _l("none: it decides however few have come"),
    (1, 4, False): _l("a quarter of the members"),
    (1, 3, False): _l("a third of the members"),
    (1, 2, False): _l("half of the members"),
    (1, 2, True): _l("more than half of the members"),
    (3, 5, False): _l("three fifths of the members"),
    (2, 3, False): _l("two thirds of the members"),
    (3, 4, False): _l("three quarters of the members"),
    (1, 1, False): _l("all members"),
}
"""The quorums that statutes usually ask for, from none to all."""

SENTENCES = {
    "bad-notice": _l("Write the notice as a number of days, from 0 to 120."),
    "bad-quorum": _l("Choose one of these shares."),
    "quorum-not-lower": _l("A second convocation cannot ask for more members than the first one."),
    "too-many-proxies": _l("Write how many proxies one member may hold, from 0 to 20."),
    "unknown-body": _l("There is no such body, or not any more."),
    "not-an-assembly": _l("Only an event that is an assembly convenes a body."),
    "not-convened": _l("No body was convened to this event."),
    "stays-an-assembly": _l("This event convenes a body: it stays an assembly."),
    "body-missing": _l("Choose the body that is convened, and save it."),
    "agenda-missing": _l("Write at least one item of the agenda."),
    "agendas-differ": _l(
        "The agenda has as many items in each language. Compare them line by line."
    ),
    "agenda-too-long": _l("An agenda has 40 items at most."),
    "notice-too-short": _l(
        "The statutes ask for more notice. Choose a later day, "
        "or say why it is convened so late: the reason is written into the audit trail."
    ),
    "reason-too-long": _l("This reason is too long: 400 letters at most."),
    "convene-instead": _l(
        "This assembly convenes a body by the notice of its statutes. "
        "Convene it on the page of the convocation."
    ),
    "already-convened": _l("The body is convened: what it was convened about stays as it is."),
    "document-missing": _l("Choose a file."),
    "not-a-document": _l(
        "This file is none that can be shown. "
        "Save it as PDF; texts, sheets, slides and pictures will do, too."
    ),
    "document-empty": _l("There is nothing in this file."),
    "document-too-large": _l("This file is too large: 10 MB at most."),
    "too-many-documents": _l("An assembly has 20 files at most. Remove one first."),
    "document-incomplete": _l("Part of the file did not arrive. Choose it and send it again."),
    "unknown-document": _l("There is no such document, or not any more."),
    "nobody-called-so": _l(
        "No member in mandate has this name. "
        "Write first and last name as the association knows them."
    ),
    "several-to-choose": _l("Several are called so. Choose one."),
    "several-called-so": _l(
        "Several members in mandate have this name. Write the whole name, "
        "or ask whoever convened you to write the proxy down."
    ),
    "already-second": _l("There is no third convocation: the statutes know two."),
    "convened-again": _l("The second convocation of this assembly is there already."),
    "quorum-was-reached": _l("Enough members came: nothing is to be convened again."),
    "second-before-first": _l("A second assembly takes place after the first."),
    "stays-of-its-body": _l("A second convocation is of the body that was convened first."),
    "first-to-come": _l(
        "The first assembly is still to come. Convene a second time once it has begun."
    ),
    "first-was-cancelled": _l(
        "The first assembly was cancelled, nobody failed to come. Copy it, and convene the copy:"
        " it is a first again."
    ),
    "minutes-missing": _l("Add the minutes first, then tell the members."),
    "no-proxies": _l("The statutes of this body know no proxies."),
    "proxies-closed": _l("Proxies are not taken any more. At the door they are written down."),
    "proxy-to-oneself": _l("A proxy is given to somebody else."),
    "giver-not-in-mandate": _l("Whoever is not in mandate that day has no vote to give."),
    "holder-not-in-mandate": _l("A proxy is given to a member in mandate that day."),
    "giver-is-there": _l("Whoever is there votes themselves."),
    "giver-holds-proxies": _l(
        "Whoever holds proxies of others cannot give theirs away: those would count for nobody."
    ),
    "holder-gave-theirs": _l("This member has given their own proxy away. Choose somebody else."),
    "holder-has-enough": _l(
        "This member holds as many proxies as the statutes allow. Choose somebody else."
    ),
    "body-beyond-rights": _l(
        "A body is convened whole, and your rights end at some regions. "
        "Ask somebody who may see them all."
    ),
}


def share_said(share: Share) -> str:
    """Say a share of the members in words."""
    common = COMMON.get((share.part, share.of, share.more_than))
    if common is not None:
        return str(common)
    figures = {"part": number(share.part), "of": number(share.of)}
    if share.more_than:
        return gettext("more than %(part)s of every %(of)s members", **figures)
    return gettext("%(part)s of every %(of)s members", **figures)


def code_of(share: Share) -> str:
    """Give a share as a form names it."""
    return f"{share.part}/{share.of}{'+' if share.more_than else ''}"


def read_share(code: str) -> Share | None:
    """Read a share as a form names it; None when it is none."""
    part, _, of = code.removesuffix("+").partition("/")
    if not (part.isascii() and part.isdigit() and of.isascii() and of.isdigit()):
        return None
    return Share(part=int(part[:6]), of=int(of[:6]), more_than=code.endswith("+"))
