"""What the notifications service needs to know from outside."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import unquote, urlsplit

from services.notifications.channels.email import (
    ENCRYPTIONS,
    BadKey,
    Encryption,
    Signer,
    is_here,
    read_key,
)
from services.notifications.channels.email.dkim import NAME as DOMAIN_NAME
from services.notifications.channels.mailbox import Mailbox
from services.notifications.channels.providers import NONE, KannelProvider, Provider, read_providers
from services.notifications.domain.bounces import LONGEST_LOCAL, ReturnPaths
from services.notifications.texts import ADDRESS
from shared.contracts.notifications import USUAL, MoneyRules, Price, SendingRules
from shared.settings import Secret, ServiceSettings, bad_fernet_key, bad_keys

GATEWAY = "gateway"
"""The name of the one provider that there is without a file."""


@dataclass(frozen=True, kw_only=True)
class Settings(ServiceSettings):
    """
    `public_url` is what personal links begin with; `suppression_key` hashes silent addresses.

    `lease_s` is how long a sender holds what it claimed, and the same in all processes; `quiet_s`
    how long nothing happens on a batch before it counts as left; `undecided_s` how long a person
    waits for a contact.
    """

    suppression_key: Secret
    public_url: str
    association: str = "Multaqa"
    lease_s: int = 120
    quiet_s: int = 30
    undecided_s: int = 600
    sms_providers: Path | None = None
    sms_gateway_hook: Secret = NONE
    mail_hook: Secret = NONE
    bounce_address: str = ""

    def returns(self) -> ReturnPaths | None:
        """Give where reports of messages go; None when they go to who sends."""
        if not self.bounce_address:
            return None
        return ReturnPaths(self.bounce_address, self.suppression_key.key())

    def called_by(self) -> tuple[Provider, ...]:
        """Give the providers that may call us back; SmsSettings knows how each is reached, too."""
        if self.sms_providers:
            return read_providers(self.sms_providers, os.environ)[0]
        nobody = KannelProvider(
            name=GATEWAY, url="", user="", password=NONE, sender="", hook=self.sms_gateway_hook
        )
        return (nobody,)

    @property
    def lease(self) -> timedelta:
        return timedelta(seconds=self.lease_s)

    @property
    def usual_rules(self) -> SendingRules:
        """The rules until somebody decides: whoever tries this out is awake."""
        return USUAL if self.production else SendingRules()

    @property
    def usual_money(self) -> MoneyRules:
        """What holds until somebody decides: SMS go to Morocco alone, and are not counted."""
        return MoneyRules(prices=[Price(prefix="+212", a_part=0)] if self.production else [])

    def problems(self) -> list[str]:
        found = super().problems() + bad_keys(self, "suppression_key")
        if self.sms_providers and not isinstance(self, SmsSettings):
            found += read_providers(self.sms_providers, os.environ)[1]
        if min(self.lease_s, self.quiet_s, self.undecided_s) < 1:
            found.append("LEASE_S, QUIET_S and UNDECIDED_S are at least 1")
        link = urlsplit(self.public_url)
        if link.scheme not in ("http", "https") or not link.netloc:
            found.append("PUBLIC_URL is no address such as https://example.org")
        elif self.production and link.scheme != "https":
            found.append("PUBLIC_URL is not https")
        return found


@dataclass(frozen=True, kw_only=True)
class SmsSettings(Settings):
    """
    How SMS go out: by the providers of a file, `sms_providers`, or by one gateway, `sms_gateway_*`.

    `sms_window` rows are claimed and on their way at once. `sms_receipts_url` is where providers
    reach the site when that is not `public_url`. `links_key` opens what members has
    sealed: links, codes, and whom they go to.
    """

    links_key: Secret
    sms_gateway_url: str = ""
    sms_gateway_user: str = ""
    sms_gateway_password: Secret = NONE
    sms_sender: str = ""
    sms_window: int = 50
    sms_connections: int = 8
    sms_receipts_url: str = ""
    sms_gateway_receipts: bool = False

    @property
    def receipts_at(self) -> str:
        """Give where providers reach us."""
        return self.sms_receipts_url or self.public_url

    def ways(self) -> tuple[Provider, ...]:
        """Give the providers; there is at least one."""
        return self._ways()[0]

    def _ways(self) -> tuple[tuple[Provider, ...], list[str]]:
        if self.sms_providers:
            return read_providers(self.sms_providers, os.environ)
        gateway = KannelProvider(
            name=GATEWAY,
            url=self.sms_gateway_url,
            user=self.sms_gateway_user,
            password=self.sms_gateway_password,
            sender=self.sms_sender,
            window=self.sms_window,
            connections=self.sms_connections,
            receipts=self.sms_gateway_receipts,
            hook=self.sms_gateway_hook,
        )
        return (gateway,), []

    def problems(self) -> list[str]:
        found = super().problems() + bad_fernet_key("LINKS_KEY", self.links_key)
        if not 2 <= self.sms_window <= 50:
            found.append("SMS_WINDOW is between 2 and 50: it bounds what a crash leaves uncertain")
        if self.sms_connections < 1:
            found.append("SMS_CONNECTIONS is at least 1")
        return found + (self._ways()[1] if self.sms_providers else self._bad_gateway())

    def _bad_gateway(self) -> list[str]:
        """Say what is wrong with the one gateway that there is without a file of providers."""
        gateway = ("sms_gateway_url", "sms_gateway_user", "sms_gateway_password", "sms_sender")
        unset = [name.upper() for name in gateway if not getattr(self, name)]
        found = [f"{name} is not set, and neither is SMS_PROVIDERS" for name in unset]
        address = urlsplit(self.sms_gateway_url)
        if self.sms_gateway_url and (address.scheme not in ("http", "https") or not address.netloc):
            found.append(
                "SMS_GATEWAY_URL is no address such as https://gateway.example.org/sendsms"
            )
        if len(self.sms_sender) > 15:
            found.append("SMS_SENDER is longer than 15 characters")
        return found


@dataclass(frozen=True, kw_only=True)
class EmailSettings(Settings):
    """
    How the mail server is reached; `email_window` rows are claimed at once.

    They go over `email_connections` at most, each for `email_per_connection` messages. `smtp_tls`
    says when they are encrypted; without it, always, but for a server on this machine.

    With `dkim_key` (PEM, or in `dkim_key_file`) and `dkim_selector` every mail is signed for
    `dkim_domain`; without that, for the domain of `mail_from`.

    With `bounce_address` each message has a return path of its own, and reports are read in
    `bounce_mailbox`.

    `links_key` opens what members has sealed: the ends of links, and whom they go to.
    """

    smtp_url: Secret
    mail_from: str
    links_key: Secret
    email_window: int = 100
    email_connections: int = 4
    email_per_connection: int = 500
    smtp_tls: str = ""
    dkim_key: Secret | None = None
    dkim_key_file: str = ""
    dkim_selector: str = ""
    dkim_domain: str = ""
    bounce_mailbox: Secret | None = None

    @property
    def encryption(self) -> Encryption:
        here = is_here(urlsplit(self.smtp_url).hostname or "")
        by_itself: Encryption = "offered" if here else "demanded"
        return next((known for known in ENCRYPTIONS if known == self.smtp_tls), by_itself)

    def mailbox(self) -> Mailbox | None:
        return Mailbox(self.bounce_mailbox) if self.bounce_mailbox else None

    def _bad_bounces(self) -> list[str]:
        found = []
        local = self.bounce_address.partition("@")[0]
        if self.bounce_address and not ADDRESS.fullmatch(self.bounce_address):
            found.append("BOUNCE_ADDRESS is no address such as bounces@example.org")
        elif len(local) > LONGEST_LOCAL or "+" in local:
            found.append(
                f"BOUNCE_ADDRESS has no + and at most {LONGEST_LOCAL} letters before its @"
            )
        if self.bounce_mailbox:
            found += _bad_server(
                "BOUNCE_MAILBOX",
                self.bounce_mailbox,
                ("imap", "imaps"),
                "imaps://account:password@host/INBOX",
                account=True,
            )
            if not self.bounce_address:
                found.append("BOUNCE_ADDRESS is missing: BOUNCE_MAILBOX needs it")
        return found

    def signer(self) -> Signer | None:
        """Give who signs; None when nothing is to be signed, BadKey when it cannot be."""
        pem = self._dkim_pem()
        if not pem:
            return None
        return Signer(key=read_key(pem), domain=self._domain, selector=self.dkim_selector)

    @property
    def _domain(self) -> str:
        own = parseaddr(self.mail_from)[1].rpartition("@")[2]
        return (self.dkim_domain or own).lower()

    def _dkim_pem(self) -> str:
        if not self.dkim_key_file:
            return self.dkim_key or ""
        try:
            return Path(self.dkim_key_file).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            msg = f"cannot be read ({type(error).__name__})"
            raise BadKey(msg) from error

    def _bad_dkim(self) -> list[str]:
        name = "DKIM_KEY_FILE" if self.dkim_key_file else "DKIM_KEY"
        try:
            signer = self.signer()
        except BadKey as error:
            return [f"{name} {error}"]
        if signer is None:
            unused = self.dkim_selector or self.dkim_domain
            return ["DKIM_KEY is missing: DKIM_SELECTOR and DKIM_DOMAIN need it"] if unused else []
        found = []
        if not DOMAIN_NAME.fullmatch(self.dkim_selector):
            found.append("DKIM_SELECTOR is no name such as multaqa2027")
        own = parseaddr(self.mail_from)[1].rpartition("@")[2].lower()
        above = f".{own}".endswith(f".{signer.domain}") and "." in signer.domain
        if not DOMAIN_NAME.fullmatch(signer.domain) or not above:
            found.append("DKIM_DOMAIN is not the domain of MAIL_FROM, or one above it")
        return found

    def problems(self) -> list[str]:
        found = super().problems() + bad_fernet_key("LINKS_KEY", self.links_key)
        found += self._bad_dkim() + self._bad_bounces()
        found += _bad_server(
            "SMTP_URL", self.smtp_url, ("smtp", "smtps"), "smtp://mail.example.org:25"
        )
        if self.smtp_tls and self.smtp_tls not in ENCRYPTIONS:
            found.append(f"SMTP_TLS is none of {', '.join(ENCRYPTIONS)}")
        if not 1 <= self.email_connections <= 20:
            found.append("EMAIL_CONNECTIONS is between 1 and 20")
        if self.email_per_connection < 1:
            found.append("EMAIL_PER_CONNECTION is at least 1")
        if not 2 <= self.email_window <= 100:
            found.append("EMAIL_WINDOW is between 2 and 100")
        if not parseaddr(self.mail_from)[1].isascii() or "@" not in parseaddr(self.mail_from)[1]:
            found.append("MAIL_FROM is no address such as Association <post@example.org>")
        return found


def _bad_server(
    name: str, address: str, schemes: tuple[str, ...], example: str, *, account: bool = False
) -> Iterator[str]:
    """Say why no server can be reached at an address; nothing of it is repeated."""
    try:
        parts = urlsplit(address)
        dialled = bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:  # a port that is no number
        dialled = False
    if not dialled or parts.scheme not in schemes or (account and not parts.username):
        yield f"{name} is no address such as {example}"
    elif not unquote(f"{parts.username or ''}{parts.password or ''}").isascii():
        yield f"{name} has an account or a password with other than plain letters"
