"""A resident who fills in the pages as a browser without JavaScript would."""

from __future__ import annotations

import io
import re
from html import unescape
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

DRAFT = re.compile(r'name="draft" value="([^"]+)"')


def picture(
    colour: str = "red", size: tuple[int, int] = (64, 48), name: str = "photo.jpg"
) -> SimpleUploadedFile:
    """Return a small JPEG as a telephone sends it."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/jpeg")


def draft_in(response: Answer) -> str:
    """Return the hidden draft of a page."""
    found = DRAFT.search(response.content.decode())
    assert found, response.content.decode()
    return unescape(found.group(1))


def token_of(answer: Answer) -> str:
    """Return the capability in the link that an answer leads to."""
    return str(answer["Location"]).split("/")[2]


class Resident:
    """One browser; each method sends one page and returns the answer."""

    def __init__(self, address: str = "203.0.113.7", language: str = "en") -> None:
        self.client = Client(REMOTE_ADDR=address, headers={"Accept-Language": language})
        self.page = ""

    def opens(self, path: str = "/report/") -> Answer:
        """Open a page of the report and keep its draft."""
        return self._kept(self.client.get(path))

    def says(self, words: str, *photos: SimpleUploadedFile, **more: str) -> Answer:
        """Send the first page."""
        given = {"draft": self.page, "words": words, "photos": list(photos), **more}
        return self._kept(self.client.post("/report/", given))

    def places(self, **where: str) -> Answer:
        """Send the second page."""
        return self._kept(self.client.post("/report/place/", {"draft": self.page, **where}))

    def sends(self, category: str = "", **more: str) -> Answer:
        """Send the last page, having seen what it shows for the category."""
        given = {"draft": self.page, "category": category, "asked": category, **more}
        return self._kept(self.client.post("/report/send/", given))

    def goes_back_to(self, step: str) -> Answer:
        """Open an earlier page of the report again."""
        return self._kept(self.client.post(f"/report/change/{step}/", {"draft": self.page}))

    def _kept(self, response: Answer) -> Answer:
        if b'name="draft"' in response.content:
            self.page = draft_in(response)
        return response

    def reports(
        self, code: str, words: str = "垃圾三天没人收", category: str = "06010", **more: str
    ) -> Answer:
        """Do it all, from the scanned plate to the page of the matter."""
        self.opens(f"/r/{code}/")
        self.says(words)
        return self.sends(category, **more)
