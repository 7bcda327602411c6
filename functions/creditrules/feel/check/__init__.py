"""Static checks of FEEL: names, types and calls, all that is wrong reported at once."""
