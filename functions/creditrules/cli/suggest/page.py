"""What a candidate is told like on the screen: what it is made of, how well it does, what was left out and why."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from creditrules.cli.suggest.reading import Read
from creditrules.population.suggestion import Suggested, points_of, worth_leaving_out

__all__ = ["print_suggested"]

_SHOWN = 5


def print_suggested(console: Console, made: Suggested, read: Read) -> None:
    """Columns, figures on the rows kept to judge, the ladder there, and what was left out."""
    console.print(_columns(made))
    tested = made.tested
    told = f"{tested.rows} other applicants: AUC {tested.auc:.3f} ({tested.low:.3f} to {tested.high:.3f})"
    console.print(f"\n{told}, Gini {tested.gini:.3f}, KS {tested.ks:.3f}\n", soft_wrap=True)
    console.print(_ladder(made, read))
    for name, why in made.left_out.items():
        console.print(Text(f"not used: {name}. {why}"), soft_wrap=True)
    for found in made.chosen.associations[:_SHOWN]:
        console.print(
            Text(f"association of {found.column} with {found.protected}: {found.strength:.2f}"), soft_wrap=True
        )
    for name, worse in worth_leaving_out(made.candidate).items():
        told = f"without {name}: more points than with the values of {worse} of its bins"
        console.print(Text(told), soft_wrap=True)
    for why, count in read.passed_by.items():
        console.print(Text(f"passed by: {count} rows, {why}"), soft_wrap=True)


def _columns(made: Suggested) -> Table:
    points = points_of(made.candidate)
    headings = ("fact", "bins", "information", *(["points"] if points else []))
    table = Table(*headings, box=None, header_style="bold", pad_edge=False)
    for binned in made.candidate.bins:
        told = [f"0 to {max(points[binned.column])}"] if points else []
        table.add_row(Text(binned.column), str(len(binned.bins)), f"{binned.information:.3f}", *told)
    return table


def _ladder(made: Suggested, read: Read) -> Table:
    table = Table("outcome", "score", "rows", "bad %", box=None, header_style="bold", pad_edge=False)
    scores, bad = made.candidate.scores(read.sample)[~made.train], read.sample.bad[~made.train]
    places = made.ladder.places(scores)
    for place, rung in enumerate(made.ladder.rungs):
        here = places == place
        share = f"{100 * bad[here].mean():.1f}" if here.any() else ""
        score = f"from {rung.low}" if rung.low is not None else f"below {rung.high}"
        table.add_row(rung.intervention.value, score, str(int(here.sum())), share)
    return table
