"""Writing: every act one transaction, conditional on what was read."""
