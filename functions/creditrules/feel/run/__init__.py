"""One evaluation as it runs: its moment and budget, its warnings and where they arose, what it pays for."""
