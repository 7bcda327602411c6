"""Workbooks (Office Open XML) and delimited text as grids of cells, each as its program shows and stores it.

book = read_book(data)                # or read_delimited(data), a CSV
book.sheets[0].rows[6][1]             # "" for a blank cell, the text of a text cell, else a `Value`: a FEEL literal
book.sheets[0].doubts[6, 1]           # why the cell cannot be taken at its word, if so; rows and columns from 0

What a cell shows and what it stores can differ: digits that its format hides, a formula whose value may be old, rows
out of sight. Nothing of this is decided here by guessing: such a cell has a doubt, an error unless it says otherwise.
"""

from creditrules.spreadsheet.book import Book, Sheet, read_book
from creditrules.spreadsheet.content import Kind, Value
from creditrules.spreadsheet.delimited import DelimitedText, read_delimited
from creditrules.spreadsheet.merged import Regions, spread
from creditrules.spreadsheet.places import Range, cell_name

__all__ = [
    "Book",
    "DelimitedText",
    "Kind",
    "Range",
    "Regions",
    "Sheet",
    "Value",
    "cell_name",
    "read_book",
    "read_delimited",
    "spread",
]
