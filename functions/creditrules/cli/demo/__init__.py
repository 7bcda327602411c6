"""`creditrules demo`: the demo lender, and the story of one user."""
