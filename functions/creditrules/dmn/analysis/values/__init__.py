"""What expressions come to where facts are not known: constants, linear forms, values on axes, lists and contexts."""
