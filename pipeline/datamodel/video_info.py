"""What yt-dlp's information on a video (`NAME.info.json`) says of it: its title, author, address and date."""

from __future__ import annotations

import re

_DAY = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)")
_FIELDS = {
    "title": ("fulltitle", "title"),
    "author": ("channel", "uploader", "creator", "uploader_id"),
    "url": ("webpage_url", "original_url"),
    "published": ("release_date", "upload_date"),
}


def video_fields(info: object) -> dict[str, str]:
    """`title`, `author`, `url` and `published` (ISO) as far as they are known.

    >>> video_fields({"title": "A talk", "uploader": "Lab", "upload_date": "20240718"})
    {'title': 'A talk', 'author': 'Lab', 'published': '2024-07-18'}
    """
    if not isinstance(info, dict):
        return {}
    found = {}
    for name, keys in _FIELDS.items():
        value = next((said.strip() for key in keys if isinstance(said := info.get(key), str) and said.strip()), None)
        if value is not None and name == "published":
            day = _DAY.match(value)
            value = "-".join(day.groups()) if day is not None else None
        if value is not None and (name != "url" or value.startswith(("http://", "https://"))):
            found[name] = value
    return found
