"""Between any two calls of a subscription, an announcement; and the other way round."""

from collections.abc import Callable
from functools import partial
from typing import Final

import pytest

from tests.faults import Crash, Moment
from tests.services.live_client import present
from tests.services.live_story import LiveStory
from tests.world import World

MOMENTS: Final[tuple[Moment, Moment]] = "before", "after"
Act = Callable[[LiveStory], object]


def a_story(*, is_new: bool = False) -> LiveStory:
    """The first client knows something, and has missed more; or it was never there before."""
    story = LiveStory(World())
    change(story)
    story.announce_all()
    client = story.clients[0]
    client.read()
    client.cut(0, is_noticed=True)
    if is_new:
        client.cursors.clear()
    change(story)
    story.announce_all()
    story.world.faults.clear()
    return story


def change(story: LiveStory) -> None:
    story.conversion(1)
    story.conversion(1)
    story.holders(1)
    story.head(1)


def comes(story: LiveStory) -> None:
    story.clients[0].connect()


def happens(story: LiveStory) -> None:
    change(story)
    story.announce_all()


def tells(story: LiveStory) -> None:
    story.announce_all()


def places(make: Callable[[], LiveStory], act: Act) -> list[tuple[int, Moment]]:
    """Before and after each call that something takes."""
    story = make()
    act(story)
    return [
        (call, moment) for call in range(1, len(story.world.faults.calls) + 1) for moment in MOMENTS
    ]


def require_known(story: LiveStory, *, is_new: bool = False) -> None:
    """Without connecting once more."""
    client = story.clients[0]
    client.read()
    assert client.resets == 0
    assert is_new or client.numbers() == story.numbers
    for topic in story.topics:
        for what, state in present(story.world, topic).items():
            assert client.present[what] == state, what


@pytest.mark.parametrize("is_new", [False, True])
def test_a_change_that_is_announced_amid_a_subscription_is_told(is_new: bool) -> None:
    found = places(lambda: a_story(is_new=is_new), comes)
    assert len(found) > 20
    for call, moment in found:
        story = a_story(is_new=is_new)
        story.world.faults.at(call, moment, partial(happens, story))
        comes(story)
        require_known(story, is_new=is_new)


@pytest.mark.parametrize("is_new", [False, True])
def test_who_subscribes_amid_an_announcement_is_told_of_it(is_new: bool) -> None:
    def make() -> LiveStory:
        story = a_story(is_new=is_new)
        change(story)
        return story

    found = places(make, tells)
    assert len(found) > 20
    for call, moment in found:
        story = make()
        story.world.faults.at(call, moment, partial(comes, story))
        tells(story)
        require_known(story, is_new=is_new)


def crashed(call: int, moment: Moment) -> LiveStory:
    """While the first client is connected, the process that tells of a change is gone."""
    story = a_story()
    comes(story)
    change(story)
    story.world.faults.clear()
    story.world.faults.fail(call, moment, Crash())
    for stream in story.streams:
        story.announce(stream, 100)
    story.world.faults.clear()
    return story


def test_what_was_half_announced_is_told_when_it_comes_again() -> None:
    for call, moment in places(_connected, tells):
        story = crashed(call, moment)
        tells(story)
        require_known(story)


def test_who_comes_between_a_crash_and_the_repeat_is_told_once() -> None:
    for call, moment in places(_connected, tells):
        story = crashed(call, moment)
        story.clients[0].cut(100, is_noticed=False)
        comes(story)
        tells(story)
        require_known(story)


def test_who_comes_after_a_crash_and_the_repeat_is_told_once() -> None:
    for call, moment in places(_connected, tells):
        story = crashed(call, moment)
        story.clients[0].cut(0, is_noticed=False)
        tells(story)
        comes(story)
        require_known(story)


def _connected() -> LiveStory:
    story = a_story()
    comes(story)
    change(story)
    story.world.faults.clear()
    return story
