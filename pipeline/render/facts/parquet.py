"""A sheet as a Parquet file, by pyarrow."""

from __future__ import annotations

import io

from pipeline.errors import MissingDependencyError
from pipeline.render.facts.sheets import Sheet


def render_parquet(sheet: Sheet) -> bytes:
    """The file. Raises MissingDependencyError where pyarrow is not installed."""
    try:
        import pyarrow as arrow
        from pyarrow import parquet
    except ImportError as error:
        raise MissingDependencyError("--format parquet: Parquet files need pyarrow; install it with: pip install 'bidigest[parquet]'") from error
    types = {str: arrow.string(), int: arrow.int64(), float: arrow.float64()}
    schema = arrow.schema([(name, types[kind]) for name, kind in sheet.columns.items()])
    file = io.BytesIO()
    parquet.write_table(arrow.Table.from_pylist([dict(row) for row in sheet.rows], schema=schema), file)
    return file.getvalue()
