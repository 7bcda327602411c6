"""Tables of a model as workbooks that people write; entered by `workbook`."""
