from __future__ import annotations

import io
import sys

import pytest

from pipeline.errors import MissingDependencyError
from pipeline.render.facts import parquet
from pipeline.render.facts.sheets import Cell, Sheet


def sheet(rows: int) -> Sheet:
    made: list[dict[str, Cell]] = [{"name": f"名 {n}" if n % 3 else None, "line": n, "importance": n / 4} for n in range(rows)]
    return Sheet({"name": str, "line": int, "importance": float}, iter(made), ("name",), "name")


@pytest.mark.parametrize("rows", [0, 1, 7, 8])
def test_groups_of_rows_come_one_after_another_and_make_one_table(rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    arrow = pytest.importorskip("pyarrow.parquet", reason="needs the extra parquet")
    monkeypatch.setattr(parquet, "GROUP", 4)
    parts = list(parquet.render_parquet(sheet(rows)))
    file = arrow.ParquetFile(io.BytesIO(b"".join(parts)))
    assert file.num_row_groups == -(-rows // 4) == len(parts) - 1
    assert file.read().to_pylist() == [dict(row) for row in sheet(rows).rows]


def test_no_more_rows_are_taken_than_are_written(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyarrow.parquet", reason="needs the extra parquet")
    monkeypatch.setattr(parquet, "GROUP", 4)
    whole = sheet(40)
    parts = parquet.render_parquet(whole)
    next(parts)
    assert next(iter(whole.rows))["line"] == 4


def test_without_its_package_the_flag_and_the_command_that_installs_it_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingDependencyError, match=r"^--parquet: .*; install it with: pip install 'bidigest\[parquet\]'$"):
        parquet.check_parquet("--parquet")
