"""Reading a mail as an inbox shows it. Whatever came in is readable somehow; nothing raises."""

from __future__ import annotations

import base64
import re
from contextlib import suppress
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from html.parser import HTMLParser
from urllib.parse import unquote

_FOLD = re.compile(r"\r?\n(?=[ \t])")
_CONTENT_ID_URL = re.compile(r"""cid:([^"'\s>)]+)""", re.IGNORECASE)
_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"'«»“”\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_NOT_ITS_END = ".,;:!?)]}،؛؟"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail taken apart; `html` is empty when it has no such part."""

    headers: tuple[tuple[str, str], ...]
    text: str
    html: str
    pictures: dict[str, str]
    """Inline pictures as `data:` addresses, by Content-ID."""
    attachments: tuple[str, ...]

    def header(self, name: str) -> str:
        """Give the first header of that name, decoded; empty when there is none."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), "")

    @property
    def links(self) -> list[str]:
        """Web addresses of both parts, in their order, each once."""
        return list(dict.fromkeys([*links_in(self.text), *_linked_from(self.html)]))


def read_mail(raw: bytes) -> Mail:
    message = message_from_bytes(raw)
    texts: dict[str, str] = {}
    pictures: dict[str, str] = {}
    attachments = []
    for part in message.walk():
        kind = part.get_content_type()
        if part.is_multipart():
            continue
        if (content_id := part.get("Content-ID")) and kind.startswith("image/"):
            pictures[str(content_id).strip(" <>")] = _as_picture(part)
        elif part.get_content_disposition() == "attachment" or not kind.startswith("text/"):
            attachments.append(decoded_header(part.get_filename() or kind))
        else:
            texts.setdefault(kind, _text_of(part))
    return Mail(
        headers=_headers(message),
        text=texts.get("text/plain", ""),
        html=texts.get("text/html", ""),
        pictures=pictures,
        attachments=tuple(attachments),
    )


def read_header(raw: bytes, *names: str) -> list[str]:
    """Read some headers only, decoded, which is much cheaper than the whole mail."""
    head = re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[0]
    message = message_from_bytes(head + b"\r\n\r\n")
    values = {key.lower(): value for key, value in reversed(_headers(message))}
    return [values.get(name.lower(), "") for name in names]


def _headers(message: Message) -> tuple[tuple[str, str], ...]:
    # The raw items keep bytes beyond ASCII, which `items` would have replaced already.
    return tuple((key, decoded_header(str(value))) for key, value in message.raw_items())


def decoded_header(value: str) -> str:
    """Undo folding and encoded words; what cannot be decoded stays as it came."""
    unfolded = _FOLD.sub("", value)
    plain = unfolded.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    try:
        return str(make_header(decode_header(plain)))
    except (HeaderParseError, LookupError, UnicodeError, ValueError):
        return plain


def _text_of(part: Message) -> str:
    payload = part.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    try:
        return raw.decode(part.get_content_charset("utf-8"), "replace").replace("\r\n", "\n")
    except LookupError:
        return raw.decode("utf-8", "replace").replace("\r\n", "\n")


def _as_picture(part: Message) -> str:
    payload = part.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    return f"data:{part.get_content_type()};base64,{base64.b64encode(raw).decode()}"


def links_in(text: str) -> list[str]:
    """Find the web addresses in a text, without the punctuation that follows them."""
    return [found.rstrip(_NOT_ITS_END) for found in _WEB_ADDRESS.findall(text)]


def split_at_links(text: str) -> list[tuple[str, bool]]:
    """Cut a text into pieces, each with whether it is a web address; joined they are the text."""
    pieces = []
    rest = text
    for link in links_in(text):
        before, _, rest = rest.partition(link)
        pieces += [(before, False), (link, True)]
    return [piece for piece in [*pieces, (rest, False)] if piece[0]]


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        address = dict(attrs).get("href") or ""
        if tag == "a" and address.startswith(("https://", "http://")):
            self.found.append(address)


def _linked_from(html: str) -> list[str]:
    links = _Links()
    # The parser gives up on some broken declarations; what it found before still counts.
    with suppress(AssertionError):
        links.feed(html)
    return links.found


# Where `<base>` may stand without putting the page into the quirks of the nineties.
_PLACES_FOR_BASE = [
    re.compile(r"<head[^>]*>", re.IGNORECASE),
    re.compile(r"<html[^>]*>", re.IGNORECASE),
    re.compile(r"<!doctype[^>]*>", re.IGNORECASE),
]


def framed(mail: Mail) -> str:
    """Prepare the HTML part for its frame: links open the whole window, pictures come along."""
    html = _CONTENT_ID_URL.sub(lambda url: mail.pictures.get(unquote(url[1]), url[0]), mail.html)
    base = '<base target="_top">'
    for place in _PLACES_FOR_BASE:
        if found := place.search(html):
            return html[: found.end()] + base + html[found.end() :]
    return base + html
