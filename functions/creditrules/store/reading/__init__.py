"""Reading: single facts, pages, contents; each costs what it yields."""
