"""What comes from a model's server, before anything is done with it: the key is taken out of it, and what no encoding can write."""

from __future__ import annotations

import re

MIN_KEY = 8  # characters; a shorter one is no secret but a word that a server of one's own is content with, and may stand in any reply
_HALVES = re.compile("[\ud800-\udfff]")  # JSON can name one without the other


def heard(text: str, secret: str | None) -> str:
    """The text of a reply or a message, as it may be kept and told. secret: the key that was sent along.

    >>> heard("Incorrect API key sk-0123456789: \\udc00", "sk-0123456789")
    'Incorrect API key …: �'
    """
    told = text.replace(secret, "…") if secret and len(secret) >= MIN_KEY else text
    return whole(told)


def whole(text: str) -> str:
    """The text with a sign for each half of a character."""
    return _HALVES.sub("\ufffd", text)
