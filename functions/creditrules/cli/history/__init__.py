"""What was in force of a document, and putting an old version in force again."""
