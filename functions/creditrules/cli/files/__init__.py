"""Files that commands are given, as what they hold, with everything that is wrong with them."""
