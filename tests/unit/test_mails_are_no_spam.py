"""
SpamAssassin on every mail as it is written by default (local mode: no network).

Its verdict, and its reading: its parser, in Perl, has nothing to do with ours.
"""

from __future__ import annotations

import re
import subprocess

import pytest

from services.notifications.texts import METHODS, TICKETED, EmailForm
from shared.contracts.members import LANGUAGES
from tests.unit.test_dkim import SIGNER
from tests.unit.test_notifications_texts import KINDS, SENDER, URL, a_letter, a_wording

RECEIVED = (
    b"Received: from mail.multaqa.example (mail.multaqa.example [81.192.48.9])\r\n"
    b"\tby mx.members.example with ESMTPS id 1 for <amina@members.example>;\r\n"
    b"\tFri, 1 Jan 2027 08:00:01 +0000\r\n"
)
STATUS = re.compile(
    r"X-Spam-Status: \w+, score=(-?[\d.]+) required=[\d.]+ tests=([\w,\s]*?)\s+auto"
)
CASE = re.compile(r"X-Case: (\w+) (\w+)")
LEAST = 1.0
EVERY = [(kind, language) for kind in KINDS for language in LANGUAGES]


def as_received(kind: str, language: str) -> bytes:
    form = EmailForm(a_wording(kind, language), sender=SENDER, public_url=URL, calendar=True)
    return (
        f"X-Case: {kind} {language}\r\n".encode()
        + RECEIVED
        + SIGNER.signed(form.fill(a_letter(names="Amina, يوسف ⵢⵓⵙⴼ")))
    )


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_no_default_mail_is_like_spam() -> None:
    box = b"".join(
        b"From a@b.example Fri Jan  1 08:00:00 2027\n"
        + as_received(kind, language).replace(b"\r\n", b"\n")
        + b"\n"
        for kind, language in EVERY
    )

    judged = subprocess.run(
        ["spamassassin", "--local", "--test-mode", "--prefspath=/dev/null", "--mbox"],
        input=box,
        capture_output=True,
        check=True,
    ).stdout.decode("utf-8", "replace")

    found = {
        (case[1], case[2]): (float(status[1]), " ".join(status[2].split()))
        for mail in judged.split("X-Spam-Checker-Version")[1:]
        if (status := STATUS.search(mail)) and (case := CASE.search(mail))
    }
    assert sorted(found) == sorted(EVERY)
    worse = {key: said for key, said in found.items() if said[0] >= LEAST}
    assert worse == {}


PERL = r"""
use Mail::SpamAssassin::Message;
my $mail = Mail::SpamAssassin::Message->new({message => [<STDIN>]});
$mail->parse_body();
for my $part ($mail->find_parts(qr/./, 1)) {
    print "== $part->{type}\n", $part->decode(), "\n";
}
"""


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_every_mail_is_read_by_a_parser_in_another_language(kind: str, language: str) -> None:
    raw = as_received(kind, language)

    parts = subprocess.run(
        ["perl", "-e", PERL], input=raw, capture_output=True, check=True
    ).stdout.decode("utf-8", "replace")

    types = re.findall(r"(?m)^== (\S+)$", parts)
    assert types[:2] == ["text/plain", "text/html"]
    assert ("text/calendar" in types) == (kind in METHODS)
    assert ("image/png" in types) == (kind in TICKETED)
    for part in parts.split("\n== ")[:2]:
        assert "Amina, يوسف ⵢⵓⵙⴼ" in part
        assert f"{URL}/i/abcDEF123" in part
        assert f"{URL}/u/abcDEF123" in part
