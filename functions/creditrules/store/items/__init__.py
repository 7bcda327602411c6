"""What the items of the table say: bodies of facts and proposals, links of audit chains."""
