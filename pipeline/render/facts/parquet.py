"""A sheet as a Parquet file, by pyarrow: in groups of rows, so that a million facts need no more room than one group."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import islice

from pipeline.errors import MissingDependencyError
from pipeline.render.facts.sheets import Sheet

GROUP = 10_000  # rows; as Python's objects about 30 MB


def check_parquet(asked_by: str) -> None:
    """Raises MissingDependencyError where pyarrow is not installed. asked_by: the flag, for the message."""
    try:
        import pyarrow  # noqa: F401
    except ImportError as error:
        raise MissingDependencyError(f"{asked_by}: Parquet files need pyarrow; install it with: pip install 'bidigest[parquet]'") from error


def render_parquet(sheet: Sheet) -> Iterator[bytes]:
    """The file, in parts. pyarrow must be there: `check_parquet`."""
    import pyarrow as arrow
    from pyarrow import parquet

    types = {str: arrow.string(), int: arrow.int64(), float: arrow.float64()}
    schema = arrow.schema([(name, types[kind]) for name, kind in sheet.columns.items()])
    written, rows = io.BytesIO(), iter(sheet.rows)
    with parquet.ParquetWriter(written, schema) as writer:
        while group := [dict(row) for row in islice(rows, GROUP)]:
            writer.write_batch(arrow.RecordBatch.from_pylist(group, schema=schema))
            yield _taken(written)
    yield _taken(written)


def _taken(written: io.BytesIO) -> bytes:
    """What was written since the last time; the writer counts by itself how far it is."""
    part = written.getvalue()
    written.seek(0)
    written.truncate()
    return part
