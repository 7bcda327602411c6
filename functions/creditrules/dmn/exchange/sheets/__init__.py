"""Decision tables as grids of text, for CSV files and workbooks; `workbook` writes these with openpyxl, an extra."""

from creditrules.dmn.exchange.sheets.book import BookRead, named_cells, read_tables
from creditrules.dmn.exchange.sheets.csv_text import CsvRead, read_csv, write_csv
from creditrules.dmn.exchange.sheets.grid import Grid, GridRead, read_grid, table_grid
from creditrules.dmn.exchange.sheets.tables import left_out, model_of, tables_of, with_tables

__all__ = [
    "BookRead",
    "CsvRead",
    "Grid",
    "GridRead",
    "left_out",
    "model_of",
    "named_cells",
    "read_csv",
    "read_grid",
    "read_tables",
    "table_grid",
    "tables_of",
    "with_tables",
    "write_csv",
]
