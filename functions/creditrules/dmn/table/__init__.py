"""Decision tables: the index over their columns, and what the hit policies make of the matching rows."""
