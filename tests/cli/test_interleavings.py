"""Replayed and live events in any order, over connections that end anywhere."""

from hypothesis import given
from hypothesis import strategies as st

from cli.news import Told
from tests.cli.desk import place
from tests.cli.frames import ALL, event_ids, heard, joined, logged, replay, subscribed, text
from tests.cli.stories import asset_id


@given(st.data())
def test_each_event_is_told_once_and_in_order_whatever_the_connections_do(
    data: st.DataObject,
) -> None:
    """The service logs an event before it sends it, and keeps their order on a connection."""
    items = data.draw(st.lists(st.integers(1, 3), max_size=8))
    log = [logged(each, items[: at + 1].count(each), at + 1) for at, each in enumerate(items)]
    following, told, written = joined(ALL), list[Told](), 0
    for _ in range(data.draw(st.integers(0, 3))):
        following.begin()
        begin = data.draw(st.integers(0, int(following.cursors[ALL][:13])))
        followed, written = written, data.draw(st.integers(written, len(log)))
        opening = [*map(replay, log[begin:written]), subscribed(assets=place(followed))]
        live = [text(each) for each in log[followed:]]
        texts = interleaved(data, opening, live)
        cut = data.draw(st.integers(0, len(texts)))
        told += heard(following, *texts[:cut])
        written = max(written, followed + sum(each in live for each in texts[:cut]))
    following.begin()
    told += heard(following, *map(replay, log), subscribed(assets=place(len(log))))
    assert sorted(event_ids(told)) == sorted(each.event_id for each in log)
    for item in items:
        own = [each.event_id for each in log if each.event_id.startswith(f"{asset_id(item)}:")]
        assert [name for name in event_ids(told) if name in own] == own


def interleaved(data: st.DataObject, first: list[str], second: list[str]) -> list[str]:
    """Both, each in its own order."""
    places = data.draw(st.sets(st.integers(0, len(first) + len(second) - 1), max_size=len(first)))
    merged, rest = [], iter(second)
    waiting = iter(first)
    for at in range(len(first) + len(second)):
        source, other = (waiting, rest) if at in places else (rest, waiting)
        merged.append(next(source, None) or next(other))
    return merged
