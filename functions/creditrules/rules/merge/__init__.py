"""Two changes of the same content brought together: what both changed, compared with what they were written against.

    merged = merge_contents(base, theirs, ours)         # plain values, as `diff_contents` takes them
    merged.conflicts                                    # what the two say differently, with the three texts
    merge_contents(base, theirs, ours, {merged.conflicts[0].place: Side.OURS}).value

`base` is the version that `ours` was written against, `theirs` the latest one. Items, rows and columns are the same
ones as the diff finds them. What one side alone changed is taken over; what both changed alike is taken once; what both
changed differently is a conflict, for a person to choose a side. Nothing of either side is lost without being told.
"""

from creditrules.rules.merge.contents import merge_contents
from creditrules.rules.merge.parts import Conflict, ConflictKind, Merged, Side

__all__ = ["Conflict", "ConflictKind", "Merged", "Side", "merge_contents"]
