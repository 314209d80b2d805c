"""Ids that nobody was given, or that are of something else: they name nothing."""

from copy import deepcopy

import pytest

from mediadesk.domain.ids import ASSIGNMENT_PREFIX, UserId, place_id
from tests.builders import an_asset_id
from tests.functions.people import (
    ASSETS,
    Asked,
    assign,
    assigned,
    delete,
    registered,
    restore,
    revert,
    undo,
)
from tests.world import World


@pytest.mark.parametrize(
    "forged",
    [
        "asg_",
        "asg_!!!!",
        "asg_MTpncmFjZQ==",
        " asg_MTpncmFjZQ",
        "MTpncmFjZQ",
        "ent_MTpncmFjZQ",
        "asg_asg_MTpncmFjZQ",
        "asg_MTpncmFjZR",
        "asg_ÿ",
        place_id(ASSIGNMENT_PREFIX, UserId("grace"), 2),
        place_id(ASSIGNMENT_PREFIX, UserId("grace"), 0),
        place_id(ASSIGNMENT_PREFIX, UserId("grace"), -1),
        place_id(ASSIGNMENT_PREFIX, UserId("grace"), 10**200),
        place_id(ASSIGNMENT_PREFIX, UserId("GRACE"), 1),
        "#a",
        ":v",
    ],
)
def test_a_forged_id_names_nothing(world: World, forged: str) -> None:
    made = assigned(world)
    assert made["assignment_id"] == "asg_MTpncmFjZQ"
    storage = deepcopy(world.storage)

    undone = undo({**made, "assignment_id": forged}).send()
    reverted = revert(forged.replace("asg_", "ent_", 1) if "asg" in forged else forged).send()

    assert (undone.status, undone.code) == (404, "assignment_not_found")
    if forged != "ent_MTpncmFjZQ":
        assert (reverted.status, reverted.code) == (404, "entry_not_found")
    assert world.storage == storage


def test_an_assignment_of_another_user_is_found_under_its_own_asset_only(world: World) -> None:
    assigned(world)
    others = assigned(world, 2, "ada")

    answer = undo({**others, "asset_id": an_asset_id(1)}).send()

    assert (answer.status, answer.code) == (404, "assignment_not_found")
    assert undo(others).send().status == 200


@pytest.mark.parametrize("asset_id", ["x", "ast_short", "%2e%2e", "job_00000000000000000000000001"])
def test_what_can_be_no_asset_is_not_there(world: World, asset_id: str) -> None:
    registered()

    for asked in (assign(asset_id), delete(asset_id), restore(asset_id)):
        assert (asked.send().status, asked.send().code) == (404, "asset_not_found")
    assert Asked("GET", f"{ASSETS}/{asset_id}/assignments").send().code == "asset_not_found"
