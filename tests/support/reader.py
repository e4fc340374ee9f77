"""A reader of pages without JavaScript: looks at a page, fills its forms, sends them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

import requests
from lxml import html


class Page:
    """One page as it came."""

    def __init__(self, reader: Reader, response: requests.Response) -> None:
        self.reader = reader
        self.status = response.status_code
        self.url = response.url
        self.headers = response.headers
        self.content = response.content
        # lxml's types give an XPath's answer every form that it may have.
        self.tree: Any = html.fromstring(response.content) if response.content else None

    @property
    def text(self) -> str:
        """Everything a person can read, blanks folded."""
        return " ".join(self.tree.text_content().split()) if self.tree is not None else ""

    @property
    def language(self) -> str:
        return str(self.tree.get("lang")) if self.tree is not None else ""

    def all(self, selector: str) -> list[Any]:
        """Find elements by an XPath."""
        return list(self.tree.xpath(selector)) if self.tree is not None else []

    def submit(
        self,
        with_field: str,
        *,
        files: dict[str, tuple[str, bytes]] | None = None,
        number: int = 0,
        **changes: Any,
    ) -> Page:
        """Send the (number-th) form that has a field or button of that name, with changes."""
        form = self.all(f'//form[.//*[@name="{with_field}"]]')[number]
        fields = [(name, value) for name, value in form.form_values() if name not in changes]
        for name, value in changes.items():
            fields += [(name, each) for each in (value if isinstance(value, list) else [value])]
        address = urljoin(self.url, form.get("action") or self.url)
        return self.reader.post(address, fields, files=files)


class Reader:
    """Somebody with a browser and its cookies."""

    def __init__(self, base: str, language: str = "fr") -> None:
        self.base = base
        self.http = requests.Session()
        self.http.headers["Accept-Language"] = language

    def open(self, path: str) -> Page:
        return Page(self, self.http.get(urljoin(self.base, path), timeout=20))

    def post(
        self,
        path: str,
        fields: Any,
        *,
        files: dict[str, tuple[str, bytes]] | None = None,
    ) -> Page:
        response = self.http.post(urljoin(self.base, path), data=fields, files=files, timeout=30)
        return Page(self, response)
