"""When dated values of parameters come into force: wherever another value holds than the moment before, by itself."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from creditrules.document import canonical, read_json
from creditrules.rules import DocumentKey, DocumentKind, Entry, Parameter, read_parameter
from creditrules.rules.time import latest_start, stretches, value_starts

KEY = DocumentKey(DocumentKind.PARAMETER, "rate")
TICK = timedelta(microseconds=1)
FIRST = date(2026, 1, 1)
DAYS = [FIRST + timedelta(days=each) for each in range(8)]
MOMENTS = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=each) for each in range(-12, 200, 4)]


def parameter(values: dict[date, int], zone: str) -> Parameter:
    written = {day.isoformat(): {"value": value} for day, value in values.items()}
    content = {"parameter": "rate", "category": "RISK", "name": {"en": "Rate"}, "timeZone": zone, "values": written}
    read = read_parameter(read_json(canonical(content)))
    assert read.parameter is not None, read.diagnostics
    return read.parameter


PARAMETERS = st.builds(
    parameter,
    st.dictionaries(st.sampled_from(DAYS), st.integers(1, 2), min_size=1, max_size=6),
    st.sampled_from(["UTC", "Asia/Shanghai", "America/New_York"]),
)


@st.composite
def entries(draw: st.DrawFn, sequence: int) -> tuple[Entry, Parameter]:
    start = draw(st.sampled_from(MOMENTS[:-1]))
    end = draw(st.none() | st.sampled_from(MOMENTS).filter(lambda moment: moment > start))
    content, version = draw(PARAMETERS), draw(st.sampled_from([0, 1, 1, 1]))
    recorded = MOMENTS[0] + sequence * timedelta(minutes=1)
    cancelled = draw(st.sampled_from([None, None, None, MOMENTS[-1]]))
    return Entry(sequence, version, content.digest, start, end, recorded, cancelled), content


@given(
    st.tuples(entries(1), entries(2), entries(3)),
    st.sampled_from([MOMENTS[0] + timedelta(minutes=2), MOMENTS[-1] + timedelta(days=1)]),
    st.none() | st.sampled_from(MOMENTS),
    st.none() | st.sampled_from(MOMENTS),
    st.booleans(),
)
def test_values_come_where_the_same_version_says_something_else_than_the_moment_before(
    made: tuple[tuple[Entry, Parameter], ...],
    known: datetime,
    begin: datetime | None,
    end: datetime | None,
    descending: bool,  # noqa: FBT001 (hypothesis gives it)
) -> None:
    contents = {content.digest: content for _, content in made}
    every = [entry for entry, _ in made]

    def deciding(moment: datetime) -> Entry | None:
        found = latest_start(entry for entry in every if entry.covers(moment, known))
        return None if found is None or found.retires else found

    expected = set()
    for content in contents.values():
        for day in DAYS:
            at = datetime.combine(day, datetime.min.time(), ZoneInfo(content.form.time_zone)).astimezone(UTC)
            entry = deciding(at)
            if entry is None or contents[entry.digest] is not content or deciding(at - TICK) != entry:
                continue
            before, after = content.at(at - TICK), content.at(at)
            other = (before and before.value) != (after and after.value)
            if other and (begin is None or begin <= at) and (end is None or at < end):
                expected.add((at, entry.sequence, day))
    found = value_starts(KEY, [*stretches(every, known)], contents, (begin, end), descending=descending)
    assert [(each.at, each.sequence, each.day) for each in found] == sorted(expected, reverse=descending)
