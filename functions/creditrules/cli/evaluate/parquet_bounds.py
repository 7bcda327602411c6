"""How large a Parquet file may say that it is: a few packed kilobytes can stand for more than any memory holds."""

from __future__ import annotations

from typing import Final

import pyarrow.parquet as pq

from creditrules.cli.evaluate.population_file import BadFile

__all__ = ["refuse_unbounded"]

MOST_COLUMNS: Final = 10_000
MOST_ROWS: Final = 1 << 31
MOST_BYTES: Final = 1 << 29
"""Of one column in one row group, unpacked: pages, and above all the dictionary, are unpacked as a whole."""
MOST_VALUES: Final = 1 << 24
"""Of a column of lists in one row group, where few bytes can stand for any number of values."""


def refuse_unbounded(name: str, told: pq.FileMetaData) -> None:
    """Raises BadFile where a file tells of more than is read. Only the file's own table of contents is looked at."""
    if told.num_columns > MOST_COLUMNS or told.num_rows > MOST_ROWS:
        raise BadFile(f"{name}: at most {MOST_COLUMNS:,} columns and {MOST_ROWS:,} rows are read of a Parquet file.")
    for place in range(told.num_row_groups):
        group = told.row_group(place)
        for at in range(group.num_columns):
            column = group.column(at)
            if column.total_uncompressed_size > MOST_BYTES:
                what = f"{MOST_BYTES >> 20:,} MiB unpacked"
            elif column.num_values > max(MOST_VALUES, group.num_rows):
                what = f"{MOST_VALUES:,} values in lists"
            else:
                continue
            where = f"row group {place + 1}, column '{column.path_in_schema[:60]}'"
            raise BadFile(f"{name}: {where}: there are more than {what}; write smaller row groups.")
