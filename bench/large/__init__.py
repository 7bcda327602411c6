"""Rule sets of 16,000 and of 100,000 rows: published, asked about, loaded in a fresh process, held in memory."""
