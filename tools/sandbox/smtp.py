"""The mail server: real SMTP for everybody's inbox; no mail goes on from here."""

from __future__ import annotations

import asyncio

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from shared import clock
from tools.sandbox.faults import FaultBoard
from tools.sandbox.intake import CannotStore, Intake
from tools.sandbox.mail import read_header
from tools.sandbox.messages import Channel, Submission

LARGEST_MAIL = 10 * 2**20
HOSTNAME = "sandbox.multaqa.example"


class Postmaster:
    """Answers the SMTP commands that the sandbox has a say in."""

    def __init__(self, intake: Intake, faults: FaultBoard) -> None:
        self._intake = intake
        self._faults = faults

    async def handle_EHLO(  # noqa: N802 - aiosmtpd finds it by this name
        self,
        _server: SMTP,
        session: Session,
        _envelope: Envelope,
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        session.host_name = hostname
        # The server reads one command after the other and never throws away what it has read
        # ahead, which is all that RFC 2920 asks of it.
        return [*responses[:-1], "250-PIPELINING", responses[-1]]

    async def handle_RCPT(  # noqa: N802 - aiosmtpd finds it by this name
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        if self._faults.rejects(Channel.EMAIL, address):
            return "550 5.1.1 No such inbox here"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd finds it by this name
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        if self._faults.refuses(Channel.EMAIL):
            return "451 4.3.0 Try again later"
        try:
            await asyncio.wrap_future(self._intake.accept(_submission(envelope)))
        except CannotStore:
            return "451 4.3.1 Out of storage, try again later"
        await asyncio.sleep(self._faults.delay(Channel.EMAIL))
        if self._faults.drops(Channel.EMAIL):
            await _hang_up(server)
        return "250 2.0.0 OK, it stays here"


async def _hang_up(server: SMTP) -> None:
    """Cut the line after accepting, before saying so: the gap of RFC 1047."""
    if server.transport is not None:
        server.transport.close()
    # The lost connection cancels this conversation while it waits here.
    await asyncio.sleep(60)


def _submission(envelope: Envelope) -> Submission:
    raw = envelope.original_content or b""
    message_id, subject = read_header(raw, "Message-ID", "Subject")
    return Submission(
        channel=Channel.EMAIL,
        sender=envelope.mail_from or "",
        recipients=tuple(dict.fromkeys(envelope.rcpt_tos)),
        reference=message_id.strip() or None,
        received_at=clock.now(),
        subject=subject,
        raw=raw,
    )


def mail_server(host: str, port: int, intake: Intake, faults: FaultBoard) -> Controller:
    """Make the server; it runs in a thread of its own once started."""
    return Controller(
        Postmaster(intake, faults),
        hostname=host,
        port=port,
        server_hostname=HOSTNAME,
        ident="Multaqa sandbox, nothing is really sent",
        data_size_limit=LARGEST_MAIL,
        enable_SMTPUTF8=True,
    )
