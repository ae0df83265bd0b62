"""A browser without a screen: follows links, fills the forms a page really has, keeps its own cookies.

What it cannot find on a page it does not send, so a journey proves that the page offered it.
"""

from __future__ import annotations

import http.cookiejar
import mimetypes
import urllib.parse
import urllib.request
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

Values = Mapping[str, Any]
File = tuple[str, bytes]


@dataclass
class Form:
    """One form as the page has it: its fields with what stands in them, and its buttons."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    options: dict[str, dict[str, str]] = field(default_factory=dict)
    """For selects, radios and checkboxes: value to label."""
    buttons: list[tuple[str, str, str]] = field(default_factory=list)
    """Name, value and words of each submit button."""
    files: set[str] = field(default_factory=set)


@dataclass
class Page:
    """What came back."""

    url: str
    status: int
    text: str
    content: bytes
    headers: Mapping[str, str]
    forms: list[Form]
    links: list[tuple[str, str]]

    def link(self, words: str) -> str:
        """The address of the link with these words; LookupError when there is none."""
        for text, address in self.links:
            if words in text:
                return urllib.parse.urljoin(self.url, address)
        raise LookupError(f"{self.url}: no link “{words}” among {[text for text, _ in self.links]}")

    def form(self, button: str) -> tuple[Form, tuple[str, str, str]]:
        """The form with a button of these words."""
        for form in self.forms:
            for one in form.buttons:
                if button in one[2]:
                    return form, one
        words = [one[2] for form in self.forms for one in form.buttons]
        raise LookupError(f"{self.url}: no button “{button}” among {words}")


class Walker:
    """One person at one browser."""

    def __init__(self, base: str) -> None:
        self.base = base
        jar = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(jar), urllib.request.ProxyHandler({}), _KeepErrors()
        )
        self.page: Page

    def go(self, address: str) -> Page:
        """Open an address of this house."""
        url = urllib.parse.urljoin(self.base, address)
        return self._send(urllib.request.Request(url))

    def follow(self, words: str) -> Page:
        return self.go(self.page.link(words))

    def press(
        self, button: str, values: Values | None = None, files: Mapping[str, File] | None = None
    ) -> Page:
        """Fill the form that has this button and press it.

        A value is taken by the field's name; for choices either the value or its label. LookupError when the
        form has no such field.
        """
        form, (name, value, _) = self.page.form(button)
        data = {key: list(kept) for key, kept in form.fields.items()}
        for key, given in (values or {}).items():
            data[key] = _chosen(form, key, given, self.page.url)
        if name:
            data[name] = [value]
        address = urllib.parse.urljoin(self.page.url, form.action or self.page.url)
        if form.method == "get":
            query = urllib.parse.urlencode(data, doseq=True)
            return self.go(f"{address.partition('?')[0]}?{query}")
        body, kind = _encoded(data, files or {})
        request = urllib.request.Request(
            address, data=body, headers={"Content-Type": kind, "Referer": self.page.url}
        )
        return self._send(request)

    def fill(self, answers: Values) -> Page:
        """Fill what of these answers the page asks and offers by now, by its names, and go on."""
        form, _ = self.page.form("Tiếp tục")
        asked = {key: given for key, given in answers.items() if key in form.fields or key in form.options}
        open_now = {
            key: given for key, given in asked.items() if str(given) in form.options.get(key, {str(given)})
        }
        return self.press("Tiếp tục", open_now)

    def _send(self, request: urllib.request.Request) -> Page:
        with self._opener.open(request, timeout=60) as answer:
            content = answer.read()
            kind = answer.headers.get_content_type()
            text = content.decode("utf-8", "replace") if kind.startswith("text/") else ""
            reader = _Reader()
            reader.feed(text if kind == "text/html" else "")
            self.page = Page(
                answer.url, answer.status, text, content, dict(answer.headers), reader.forms, reader.links
            )
        return self.page


class _KeepErrors(urllib.request.HTTPErrorProcessor):
    """An answer of 4xx is an answer; redirects are followed as ever."""

    def http_response(self, request: Any, response: Any) -> Any:
        if response.status in (301, 302, 303, 307, 308):
            return super().http_response(request, response)
        return response

    https_response = http_response


class _Reader(HTMLParser):
    """Forms and links of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.links: list[tuple[str, str]] = []
        self._by_id: dict[str, Form] = {}
        self._form: Form | None = None
        self._select: tuple[Form, str] | None = None
        self._texts: list[tuple[str, dict[str, str], list[str]]] = []
        self._labels: dict[str, str] = {}
        self._inputs: list[tuple[Form, str, str, str]] = []

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        attributes = {key: value or "" for key, value in given}
        if tag == "form":
            self._form = Form(attributes.get("action", ""), attributes.get("method", "get").lower())
            self.forms.append(self._form)
            self._by_id[attributes.get("id", "")] = self._form
        elif tag in ("a", "label", "button", "option", "textarea"):
            self._texts.append((tag, attributes, []))
        elif tag == "select":
            form = self._owner(attributes)
            if form:
                self._select = (form, attributes.get("name", ""))
                form.options.setdefault(attributes.get("name", ""), {})
        elif tag == "input":
            self._input(attributes)

    def handle_startendtag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, given)

    def handle_data(self, data: str) -> None:
        for _, _, words in self._texts:
            words.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif self._texts and self._texts[-1][0] == tag:
            _, attributes, words = self._texts.pop()
            self._text(tag, attributes, " ".join("".join(words).split()))

    def _text(self, tag: str, attributes: dict[str, str], words: str) -> None:
        form = self._owner(attributes)
        if tag == "a" and "href" in attributes:
            self.links.append((words or attributes.get("aria-label", ""), attributes["href"]))
        elif tag == "label":
            self._labels[attributes.get("for", "")] = words
            for owner, name, value, key in self._inputs:
                if key == attributes.get("for"):
                    owner.options.setdefault(name, {})[value] = words
        elif tag == "button" and form and attributes.get("type", "submit") == "submit":
            form.buttons.append((attributes.get("name", ""), attributes.get("value", ""), words))
        elif tag == "textarea" and form:
            form.fields[attributes.get("name", "")] = [words]
        elif tag == "option" and self._select:
            owner, name = self._select
            value = attributes.get("value", words)
            owner.options[name][value] = words
            if "selected" in attributes or name not in owner.fields:
                owner.fields[name] = [value]

    def _input(self, attributes: dict[str, str]) -> None:
        form, kind, name = self._owner(attributes), attributes.get("type", "text"), attributes.get("name", "")
        if form is None or not name or "disabled" in attributes:
            return
        value = attributes.get("value", "")
        if kind in ("radio", "checkbox"):
            value = attributes.get("value", "on")
            form.options.setdefault(name, {})[value] = self._labels.get(attributes.get("id", ""), "")
            self._inputs.append((form, name, value, attributes.get("id", "")))
            if "checked" in attributes:
                form.fields.setdefault(name, []).append(value)
        elif kind == "file":
            form.files.add(name)
        elif kind == "submit":
            form.buttons.append((name, value, value))
        elif kind != "button":
            form.fields.setdefault(name, []).append(value)

    def _owner(self, attributes: dict[str, str]) -> Form | None:
        return self._by_id.get(attributes["form"]) if "form" in attributes else self._form


def _chosen(form: Form, key: str, given: Any, url: str) -> list[str]:
    values = [str(one) for one in given] if isinstance(given, list | tuple) else [str(given)]
    choices = form.options.get(key)
    if choices is None:
        if key not in form.fields:
            raise LookupError(f"{url}: no field {key!r} among {sorted({*form.fields, *form.options})}")
        return values
    by_label = {label: value for value, label in choices.items()}
    wrong = [value for value in values if value not in choices and value not in by_label]
    if wrong:
        raise LookupError(f"{url}: {key!r} does not offer {wrong}, but {choices}")
    return [value if value in choices else by_label[value] for value in values]


def _encoded(data: Mapping[str, list[str]], files: Mapping[str, File]) -> tuple[bytes, str]:
    if not files:
        return urllib.parse.urlencode(data, doseq=True).encode(), "application/x-www-form-urlencoded"
    line = uuid.uuid4().hex
    parts = []
    for key, values in data.items():
        for value in values:
            parts.append(
                f'--{line}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            )
    for key, (name, content) in files.items():
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        head = f'--{line}\r\nContent-Disposition: form-data; name="{key}"; filename="{name}"\r\n'
        parts.append(f"{head}Content-Type: {kind}\r\n\r\n".encode() + content + b"\r\n")
    return b"".join(parts) + f"--{line}--\r\n".encode(), f"multipart/form-data; boundary={line}"
