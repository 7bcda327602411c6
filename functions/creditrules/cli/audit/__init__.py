"""`creditrules audit`: audit chains verified from outside."""
