"""All that diagrams keep so that nothing is made twice is counted, whoever made it."""

from creditrules.dmn.analysis import Budget
from creditrules.dmn.analysis.space.diagram import Diagrams


def test_each_value_is_kept_once_and_counted() -> None:
    diagrams = Diagrams(Budget(100, 100, 100))
    counted = [diagrams.kept]
    for value in ("one", "one", "other", 1, True):
        diagrams.leaf(value)
        counted.append(diagrams.kept)
    assert counted == [0, 1, 1, 2, 3, 4]
