"""`creditrules doctor`: whether what a service rests on is as it should be."""
