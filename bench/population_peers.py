"""The mortgage example in polars (floats), DuckDB (decimals) and zen-engine, as their users would write it."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Callable, Iterator
from itertools import islice, pairwise
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import polars as pl
import zen

Outcomes = list[tuple[str, str]]
"""By row the outcome before and after."""


class Limits(NamedTuple):
    """What the two versions differ in."""

    dti: int
    principal: int


def with_polars(path: Path, versions: tuple[Limits, Limits]) -> pl.DataFrame:
    """Outcomes by columns of floats, `before` and `after`."""
    rows = pl.read_csv(path, infer_schema=False)
    ltv, income = (pl.col(name).cast(pl.Float64, strict=False) for name in ("loan_to_value_ratio", "income"))
    return rows.select(
        _polars_outcome(ltv, income, limits).alias(name)
        for name, limits in zip(("before", "after"), versions, strict=True)
    )


def _polars_outcome(ltv: pl.Expr, income: pl.Expr, limits: Limits) -> pl.Expr:
    dti, purpose, occupancy = (pl.col(name) for name in ("debt_to_income_ratio", "loan_purpose", "occupancy_type"))
    low = dti.replace_strict({"<20%": 0, "20%-<30%": 20, "30%-<36%": 30, "50%-60%": 50, ">60%": 60}, default=None)
    high = dti.replace_strict({"<20%": 20, "20%-<30%": 30, "30%-<36%": 36, "50%-60%": 60}, default=None)
    number = dti.cast(pl.Float64, strict=False)
    low, high = pl.coalesce(low.cast(pl.Float64), number), pl.coalesce(high.cast(pl.Float64), number)
    cash_out = purpose == "32"
    most = pl.when(occupancy == "1").then(limits.principal).when(occupancy == "2").then(90).otherwise(85)
    least = pl.when(occupancy == "1").then(80).otherwise(75)
    highest = pl.when(cash_out).then(least).otherwise(most)
    lowest = pl.when(cash_out | (purpose == "5")).then(least).otherwise(most)
    exempt_ltv, exempt_dti = pl.col("loan_to_value_ratio") == "Exempt", dti == "Exempt"
    no_ltv, no_dti = ltv.is_null() & ~exempt_ltv.fill_null(False), low.is_null() & ~exempt_dti.fill_null(False)
    declined = ((ltv > highest) & (ltv <= 200)).fill_null(False) | (low > limits.dti).fill_null(False)
    may_decline = no_ltv | no_dti | ((ltv > lowest) & (ltv <= 200)).fill_null(False)
    referred = exempt_ltv.fill_null(False) | exempt_dti.fill_null(False) | (ltv > 200).fill_null(False)
    referred |= ((low <= limits.dti) & (high > limits.dti)).fill_null(False) | (income <= 0).fill_null(False)
    return (
        pl.when(declined)
        .then(pl.lit("DECLINE"))
        .when(may_decline)
        .then(pl.lit("UNDETERMINED"))
        .when(referred)
        .then(pl.lit("REFER"))
        .when(income.is_null())
        .then(pl.lit("UNDETERMINED"))
        .otherwise(pl.lit("ALLOW"))
    )


_BANDS = "('<20%', 0, 20), ('20%-<30%', 20, 30), ('30%-<36%', 30, 36), ('50%-60%', 50, 60), ('>60%', 60, NULL)"


def with_duckdb(path: Path, versions: tuple[Limits, Limits]) -> duckdb.DuckDBPyRelation:
    """Outcomes by columns of decimals, `before` and `after`, in the order of the file."""
    before, after = map(_sql_outcome, versions)
    return duckdb.connect().sql(f"""
        WITH bands(band, low, high) AS (VALUES {_BANDS}),
        rows AS (
            SELECT row_number() OVER () AS row, occupancy_type AS occupancy, loan_purpose AS purpose,
                loan_to_value_ratio AS ltv_text, debt_to_income_ratio AS dti_text,
                TRY_CAST(loan_to_value_ratio AS DECIMAL(18, 6)) AS ltv, TRY_CAST(income AS DECIMAL(18, 6)) AS income,
                TRY_CAST(debt_to_income_ratio AS DECIMAL(18, 6)) AS dti
            FROM read_csv('{path}', all_varchar = true, null_padding = false, nullstr = '')
        ),
        facts AS (
            SELECT *, coalesce(bands.low, dti) AS dti_low, coalesce(bands.high, dti) AS dti_high,
                CASE occupancy WHEN '1' THEN 80 ELSE 75 END AS least
            FROM rows LEFT JOIN bands ON dti_text = band
        )
        SELECT {before} AS before, {after} AS after FROM facts ORDER BY row
    """)  # noqa: S608 - of our own making


def _sql_outcome(limits: Limits) -> str:
    most = f"CASE occupancy WHEN '1' THEN {limits.principal} WHEN '2' THEN 90 ELSE 85 END"
    return f"""CASE
        WHEN (ltv > CASE WHEN purpose = '32' THEN least ELSE {most} END AND ltv <= 200) OR dti_low > {limits.dti}
            THEN 'DECLINE'
        WHEN (ltv IS NULL AND coalesce(ltv_text, '') != 'Exempt')
            OR (dti_low IS NULL AND coalesce(dti_text, '') != 'Exempt')
            OR (ltv > CASE WHEN purpose IN ('32', '5') THEN least ELSE {most} END AND ltv <= 200) THEN 'UNDETERMINED'
        WHEN ltv_text = 'Exempt' OR dti_text = 'Exempt' OR ltv > 200
            OR (dti_low <= {limits.dti} AND dti_high > {limits.dti}) OR income <= 0 THEN 'REFER'
        WHEN income IS NULL THEN 'UNDETERMINED'
        ELSE 'ALLOW' END"""


def with_zen(
    path: Path, versions: tuple[Limits, Limits], rows: int, facts: Callable[[dict[str, str]], Any]
) -> Outcomes:
    """Outcomes of the first rows, one by one, under the same table as a decision graph; the severest of what fires."""
    decisions = [_zen_decision(limits) for limits in versions]
    return [tuple(_zen_outcome(each, facts(row)) for each in decisions) for row in islice(text_rows(path), rows)]  # type: ignore[misc]


def text_rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a CSV file."""
    with gzip.open(path, "rt", newline="") if path.suffix == ".gz" else path.open(newline="") as text:
        yield from csv.DictReader(text)


def _zen_decision(limits: Limits) -> Any:
    tops = [("PRINCIPAL", limits.principal, 80), ("SECOND", 90, 75), ("INVESTMENT", 85, 75)]
    cells = [
        ('"EXEMPT"', "", "", "", "", "", "REFER"),
        ('"GIVEN"', "> 200", "", "", "", "", "REFER"),
        ('"GIVEN"', "$ > maxLtv and $ <= 200", "", "", "", "", "DECLINE"),
        ("", "", '"EXEMPT"', "", "", "", "REFER"),
        ("", "", '"GIVEN"', f"> {limits.dti}", "", "", "DECLINE"),
        ("", "", '"GIVEN"', f"<= {limits.dti}", f"> {limits.dti}", "", "REFER"),
        ("", "", "", "", "", "<= 0", "REFER"),
        ('"GIVEN"', "<= maxLtv", '"GIVEN"', "", f"<= {limits.dti}", "> 0", "ALLOW"),
    ]
    limits_table = [
        row
        for occupancy, most, least in tops
        for row in ((f'"{occupancy}"', '"CASH_OUT"', str(least)), (f'"{occupancy}"', "", str(most)))
    ]
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode"},
        _zen_table("limits", ("occupancy", "purpose"), "maxLtv", limits_table, "first", through=True),
        _zen_table("findings", _ZEN_FACTS, "outcome", [(*row[:-1], f'"{row[-1]}"') for row in cells], "collect"),
        {"id": "out", "name": "out", "type": "outputNode"},
    ]
    names = [node["id"] for node in nodes]
    edges = [
        {"id": f"{one}-{other}", "sourceId": one, "targetId": other, "type": "edge"} for one, other in pairwise(names)
    ]
    return zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))


_ZEN_FACTS = ("ltvStatus", "ltv", "dtiStatus", "dtiLow", "dtiHigh", "annualIncome")


def _zen_table(
    name: str, inputs: tuple[str, ...], output: str, rows: list[tuple[str, ...]], policy: str, *, through: bool = False
) -> dict[str, Any]:
    fields = [*inputs, output]
    content: dict[str, Any] = {
        "hitPolicy": policy,
        "inputs": [{"id": field, "name": field, "field": field} for field in inputs],
        "outputs": [{"id": output, "name": output, "field": output}],
        "rules": [{"_id": str(number), **dict(zip(fields, row, strict=True))} for number, row in enumerate(rows, 1)],
        "passThrough": through,
    }
    return {"id": name, "name": name, "type": "decisionTableNode", "content": content}


_SEVERITY = ("DECLINE", "REFER", "ALLOW")


def _zen_outcome(decision: Any, facts: dict[str, Any]) -> str:
    found = decision.evaluate(facts)["result"]
    said = {row["outcome"] for row in found}
    return next((outcome for outcome in _SEVERITY if outcome in said), "REFER")
