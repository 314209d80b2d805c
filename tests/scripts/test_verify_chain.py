"""An exported trail is checked by Python alone, and the first bad entry of each chain is named."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from mediadesk.domain.chains import digest
from mediadesk.domain.ids import UserId
from mediadesk.domain.trail import recorded_audit, recorded_history
from tests.builders import GRACE, a_change, an_answer, an_asset, first_entry, registration
from tests.world import World

SCRIPT: Final = Path(__file__).parents[2] / "scripts/verify_chain.py"
Entry = dict[str, Any]
Tampering = Callable[[list[Entry]], object]


@pytest.fixture
def exported() -> list[Entry]:
    """Three chains, that of grace five entries long, the newest first."""
    world = World()
    world.profiles.save(registration())
    asset, entry = first_entry(an_asset())
    world.assets.create(asset, entry, an_answer("asset"))
    for number in range(1, 6):
        change = a_change(world.heads.head(UserId(GRACE)), number)
        world.heads.save(change, an_answer(f"a-{number}"))
    told = [recorded_audit(entry) for entry in world.storage.entries.values()]
    told += [recorded_history(entry) for entry in world.storage.history_of(GRACE)]
    return [entry.shown() for entry in reversed(told)]


def run(folder: Path, entries: list[Entry], *options: str) -> tuple[int, str]:
    file = folder / "export.ndjson"
    file.write_text("".join(f"{json.dumps(entry, ensure_ascii=False)}\n" for entry in entries))
    return started(folder, str(file), *options)


def started(folder: Path, *arguments: str) -> tuple[int, str]:
    """Without anything that is installed."""
    command = [sys.executable, "-I", "-S", str(SCRIPT), *arguments]
    ended = subprocess.run(command, capture_output=True, text=True, cwd=folder, timeout=60)  # noqa: S603
    return ended.returncode, ended.stdout + ended.stderr


def mine(entries: list[Entry], place: int) -> Entry:
    return next(e for e in entries if (e["chain"], e["sequence"]) == ("user:grace", place))


def resealed(entry: Entry, **changed: object) -> None:
    entry["after"].update(changed)
    entry["hash"] = digest(entry["after"])


def _edit(entries: list[Entry]) -> None:
    mine(entries, 3)["after"]["note"] = "forged"


def _edit_outside(entries: list[Entry]) -> None:
    mine(entries, 3)["user_id"] = "hedy"


def _edit_with_hash(entries: list[Entry]) -> None:
    resealed(mine(entries, 3), note="forged")


def _delete(entries: list[Entry]) -> None:
    entries.remove(mine(entries, 3))


def _delete_first(entries: list[Entry]) -> None:
    entries.remove(mine(entries, 1))


def _insert(entries: list[Entry]) -> None:
    added = json.loads(json.dumps(mine(entries, 3)))
    resealed(added, note="inserted")
    entries.append(added)


def _reorder(entries: list[Entry]) -> None:
    second, third = mine(entries, 2), mine(entries, 3)
    second["sequence"], third["sequence"] = 3, 2


def _fork(entries: list[Entry]) -> None:
    other = json.loads(json.dumps(mine(entries, 5)))
    resealed(other, asset_id=None)
    entries.insert(0, other)


def _other_asset_before(entries: list[Entry]) -> None:
    resealed(mine(entries, 5), previous_asset_id="ast_0")


TAMPERINGS: list[tuple[Tampering, str]] = [
    (_edit, "entry 3: is not what its hash was taken of"),
    (_edit_outside, "entry 3: is of another chain"),
    (_edit_with_hash, "entry 4: does not follow"),
    (_delete, "entry 3: is missing"),
    (_delete_first, "entry 1: is missing"),
    (_insert, "entry 3: stands there twice"),
    (_reorder, "entry 2: is of another chain, or of another place in it"),
    (_fork, "entry 5: stands there twice"),
    (_other_asset_before, "entry 5: gives another asset as held before"),
]


def test_an_untouched_export_is_whole_in_any_order(tmp_path: Path, exported: list[Entry]) -> None:
    for entries in (exported, exported[::-1]):
        code, told = run(tmp_path, entries)
        assert (code, told.count(": ok, ")) == (0, 3)
    assert f"user:grace: ok, 5 entries, head {exported[0]['hash']}" in told


@pytest.mark.parametrize(("tamper", "reason"), TAMPERINGS, ids=lambda x: getattr(x, "__name__", ""))
def test_the_first_bad_entry_of_the_chain_is_named_and_the_others_are_whole(
    tmp_path: Path, exported: list[Entry], tamper: Tampering, reason: str
) -> None:
    tamper(exported)

    code, told = run(tmp_path, exported)

    assert (code, told.count(": ok, ")) == (1, 2)
    assert f"user:grace: BAD, {reason}" in told


def test_an_edited_audit_entry_is_found(tmp_path: Path, exported: list[Entry]) -> None:
    exported[-1]["request_id"] = "other"
    code, told = run(tmp_path, exported)
    assert (code, told.count("BAD, entry 1: is not what its hash was taken of")) == (1, 1)


def test_a_truncated_chain_is_found_by_its_head(tmp_path: Path, exported: list[Entry]) -> None:
    head = f"user:grace={mine(exported, 5)['hash']}"
    assert run(tmp_path, exported, "--head", head)[0] == 0
    exported.remove(mine(exported, 5))
    assert run(tmp_path, exported)[0] == 0
    code, told = run(tmp_path, exported, "--head", head)
    assert (code, "user:grace: BAD, entry 5: is missing" in told) == (1, True)


def test_a_chain_of_which_nothing_is_left_is_found_by_its_head(
    tmp_path: Path, exported: list[Entry]
) -> None:
    code, told = run(tmp_path, exported, "--head", "user:hedy=ab")
    assert (code, "user:hedy: BAD, entry 1: is missing" in told) == (1, True)


def test_the_export_of_a_part_may_have_gaps_but_nothing_that_is_wrong(
    tmp_path: Path, exported: list[Entry]
) -> None:
    entries = [entry for entry in exported if entry["sequence"] in (2, 3, 5)]
    assert run(tmp_path, entries)[0] == 1
    assert run(tmp_path, entries, "--partial")[0] == 0
    mine(entries, 5)["after"]["asset_id"] = None
    assert run(tmp_path, entries, "--partial")[0] == 1


@pytest.mark.parametrize("text", ["{", "[]\n", '{"chain": 5}', "1"])
def test_what_is_no_export_is_told_so(tmp_path: Path, text: str) -> None:
    (tmp_path / "export.ndjson").write_text(text)
    code, told = started(tmp_path, "export.ndjson")
    assert code == 2
    assert "Traceback" not in told


def test_an_empty_export_proves_nothing(tmp_path: Path) -> None:
    assert run(tmp_path, [])[0] == 1
    assert started(tmp_path, "absent.ndjson")[0] == 2
