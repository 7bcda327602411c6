"""`creditrules push`: files of rules, planned and published."""
