"""What `document.json` remembers of a delivery, so that a digest's folder alone tells the ledger all that it knows of the document.

No time is written down, so that the same source gives the same bytes; when it was recorded is when the file was written.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline.datamodel.protocols import DocumentRow

Record = dict[str, object]

DELIVERY = "delivery"
TEXT, DOCUMENT, FACTS, REJECTIONS = "document.txt", "document.json", "facts.jsonl", "rejections.jsonl"
_FIELDS = ("name", "location", "source_hash", "fingerprint", "status", "refusal", "is_transcript", "is_restructured", "form")
_HASHED = (TEXT, FACTS, REJECTIONS)


def delivery_record(row: DocumentRow, files: Mapping[str, str]) -> Record:
    """The field `delivery` of a document that is delivered with those files; it holds the SHA-256 of those that the ledger is made from."""
    hashes = {name: _hash(files[name].encode()) for name in _HASHED if name in files}
    return {**{field: getattr(row, field) for field in _FIELDS}, "headline": json.loads(row.headline), "sha256": hashes}


def read_delivery(folder: Path) -> tuple[DocumentRow, str] | None:
    """What was delivered in a digest's folder, but for its sketch, and the document's text.

    None where the folder is not whole, where its facts or its text are not as they were delivered, and where an earlier version delivered it.
    """
    try:
        document = json.loads((folder / DOCUMENT).read_bytes())
        delivery = document[DELIVERY]
        files = {name: (folder / name).read_bytes() for name in delivery["sha256"]}
        if document["id"] != folder.name or {name: _hash(data) for name, data in files.items()} != delivery["sha256"]:
            return None
        written = datetime.fromtimestamp((folder / DOCUMENT).stat().st_mtime, UTC).isoformat(timespec="microseconds")
        return _row(document, delivery, files, written), files[TEXT].decode()
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _row(document: Mapping[str, Any], delivery: Mapping[str, Any], files: Mapping[str, bytes], since: str) -> DocumentRow:
    published = document["published"]
    return DocumentRow(
        **{field: delivery[field] for field in _FIELDS},
        headline=json.dumps(delivery["headline"], ensure_ascii=False),
        id=document["id"],
        since=since,
        address=document["source"],
        language=document["language"],
        title=document["title"],
        url=document["url"],
        published=published["date"] if published else None,
        text_hash=delivery["sha256"][TEXT],
        characters=len(files[TEXT].decode()),
        facts=files.get(FACTS, b"").decode().split("\n")[:-1],
        rejections=files.get(REJECTIONS, b"").decode().split("\n")[:-1],
    )


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
