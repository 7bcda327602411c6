"""The figures of an impact are those of an obvious count, however the rows are cut into batches."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.population.impact.people import PLAN, ROWS, Row, together

from creditrules.eligibility import Outcome
from creditrules.population.impact import (
    Answer,
    Bands,
    Batch,
    Census,
    ChangeKind,
    Comparison,
    Figures,
    ImpactPlan,
    KnownOutcome,
    coded,
    figures_of,
    read_bands,
)


def counted(rows: list[Row], size: int = 1000) -> Figures:
    comparison = Comparison(PLAN)
    for start in range(0, len(rows), size):
        comparison.count(together(rows[start : start + size], start + 1))
    return comparison.figures()


@given(ROWS, st.integers(1, 7))
def test_it_does_not_matter_how_the_rows_are_cut_into_batches(rows: list[Row], size: int) -> None:
    assert counted(rows, size) == counted(rows)


@given(ROWS)
def test_the_matrix_is_the_count_of_pairs_and_every_column_adds_up_to_it(rows: list[Row]) -> None:
    figures = counted(rows)
    assert figures.moves == Counter((before.outcome, after.outcome) for before, after, _ in rows)
    assert sum(figures.moves.values()) == figures.evaluated == figures.before.of == figures.after.of == len(rows)
    for segment in figures.segments:
        whole: Counter[tuple[Outcome, Outcome]] = Counter()
        for group in segment.groups:
            assert group.rows == sum(group.moves.values())
            whole.update(group.moves)
        assert whole == figures.moves
        assert sum(group.moved for group in segment.groups) == figures.changed.get(ChangeKind.OUTCOME, 0)


@given(ROWS)
def test_changed_rows_are_those_that_differ_and_are_kept_in_their_order(rows: list[Row]) -> None:
    figures = counted(rows)
    differ = [
        number
        for number, (b, a, _) in enumerate(rows, 1)
        if (b.outcome, b.limit, b.price, b.codes) != (a.outcome, a.limit, a.price, a.codes)
    ]
    assert [row.row for row in figures.sample] == differ
    assert sum(figures.changed.values()) == len(differ)
    assert sum(ground.rows for ground in figures.grounds) == figures.changed.get(ChangeKind.OUTCOME, 0)


@given(ROWS)
def test_losses_and_swap_sets_are_those_of_an_obvious_count(rows: list[Row]) -> None:
    loss = counted(rows).loss
    assert loss is not None
    labelled = [(b.outcome.is_open, a.outcome.is_open, cells["default"]) for b, a, cells in rows]
    for place, side in enumerate((loss.before, loss.after)):
        approved = [label for *sides, label in labelled if sides[place]]
        assert (side.approved, side.known, side.bad) == (
            len(approved),
            len([label for label in approved if label]),
            approved.count("1"),
        )
    for swap, cell in ((loss.swapped_in, (False, True)), (loss.swapped_out, (True, False))):
        labels = [label for *sides, label in labelled if tuple(sides) == cell]
        assert (swap.good, swap.bad, swap.unknown) == (labels.count("0"), labels.count("1"), labels.count(""))


@given(ROWS)
def test_the_change_taken_back_swaps_everything(rows: list[Row]) -> None:
    there, back = counted(rows), counted([(after, before, cells) for before, after, cells in rows])
    assert {(a, b): n for (b, a), n in there.moves.items()} == back.moves
    assert (there.better, there.worse) == (back.worse, back.better)
    assert (there.before, there.after) == (back.after, back.before)
    assert there.loss is not None
    assert back.loss is not None
    assert (there.loss.swapped_in, there.loss.swapped_out) == (back.loss.swapped_out, back.loss.swapped_in)
    assert {r.code: (r.gained, r.lost) for r in there.reasons if r.rule_set == "b"} == {
        r.code: (r.lost, r.gained) for r in back.reasons if r.rule_set == "b"
    }


@given(ROWS)
def test_a_version_held_against_itself_changes_nothing(rows: list[Row]) -> None:
    figures = counted([(before, before, cells) for before, _, cells in rows])
    assert figures.changed == {}
    assert figures.grounds == ()
    assert figures.better == figures.worse == 0
    assert all(each.before == each.after for each in figures.fairness)
    assert all(each.before == each.after for each in figures.distributions)


def answers(outcome: str, limit: Decimal | None = None) -> Answer:
    return Answer(Outcome(outcome), limit)


def test_exposure_is_summed_exactly_and_cells_that_hold_none_are_counted() -> None:
    rows: list[Row] = [
        (
            answers("DECLINE"),
            answers("ALLOW"),
            {"region": "", "sex": "f", "age": "30", "default": "1", "amount": amount},
        )
        for amount in ("0.10", "0.20", "x")
    ]
    loss = counted(rows).loss
    assert loss is not None
    assert loss.swapped_in.money is not None
    assert loss.swapped_in.money.bad == loss.swapped_in.money.total == Decimal("0.30")
    assert loss.exposure_unread == 1


def test_bands_take_a_cut_into_the_band_above_it() -> None:
    age = read_bands("age:25,62")
    assert [age.group(text) for text in ("24.9", "25", "61", "62", "", "n/a")] == [
        "below 25",
        "25 to below 62",
        "25 to below 62",
        "62 and more",
        "(blank)",
        "(no number)",
    ]
    assert read_bands("applicant:sex") == Bands("applicant:sex")


def test_who_is_known_to_be_neither_good_nor_bad_is_unknown() -> None:
    status = KnownOutcome("status", frozenset({"charged off"}), frozenset({"paid"}))
    assert [status.label(text) for text in ("charged off", "paid ", "current", "")] == [True, False, None, None]


def test_distributions_are_of_open_answers_only_and_bars_hold_everybody() -> None:
    census = Census(ImpactPlan())
    cells: dict[str, str] = {}
    rows = [(answers("ALLOW", limit=Decimal(n)), answers("LIMIT", limit=Decimal(n // 2)), cells) for n in range(1, 501)]
    rows.append((answers("DECLINE", limit=Decimal(9)), answers("ALLOW"), cells))
    census.add(batch_of(rows))
    (limit,) = figures_of(census).distributions
    assert (limit.before.count, limit.after.count) == (500, 500)
    assert limit.before.mean == 250.5
    assert (limit.before.lowest, limit.before.highest) == (Decimal(1), Decimal(500))
    assert limit.before.percentiles == {5: 25, 25: 125, 50: 250, 75: 375, 95: 475}
    assert sum(each.before for each in limit.bins) == sum(each.after for each in limit.bins) == 500
    assert 8 <= len(limit.bins) <= 21


def batch_of(rows: list[Row]) -> Batch:
    return Batch([1] * len(rows), {}, coded(b for b, _, _ in rows), coded(a for _, a, _ in rows))


@settings(max_examples=5)
@given(st.integers(1, 3))
def test_groups_beyond_fifty_are_told_together(size: int) -> None:
    census = Census(ImpactPlan(segments=(Bands("branch"),)))
    same = answers("ALLOW")
    names = [f"branch {n % 60}" for n in range(120)]
    for start in range(0, 120, size):
        part = names[start : start + size]
        alike = coded([same] * len(part))
        census.add(Batch([1] * len(part), {"branch": coded(part)}, alike, alike))
    groups = {group.group: group.rows for group in figures_of(census).segments[0].groups}
    assert len(groups) == 51
    assert groups["(others)"] == 20
