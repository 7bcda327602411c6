"""What compiled programs share as they run: cost, place of warnings, what is known, implicit conversions."""
