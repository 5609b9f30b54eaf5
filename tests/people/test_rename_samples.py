"""Renames and merges in copies of real vaults, saved in four ways: links lead where they led, and undo undoes."""

import shutil
from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest
from face_vault import TODAY
from reading_room import EXAMPLE, SAMPLES, VARIANTS
from relink_vaults import after

from vaultkit.api import Moment, Renaming, Session, VaultkitError, parse
from vaultkit.people.commands.plan_merge import plan_merge
from vaultkit.people.commands.plan_rename import plan_new_name
from vaultkit.people.reading.roster import people
from vaultkit.testing import open_with

ALL = (EXAMPLE, *sorted(folder for folder in SAMPLES.iterdir() if folder.is_dir()))
FEW = (EXAMPLE, SAMPLES / "kepano")
NAMES = ("Eve O'Brien", "Dr. Zoë (x)", "AC/DC", "王伟")


def files(vault: Path) -> dict[str, bytes]:
    return {each.relative_to(vault).as_posix(): each.read_bytes() for each in vault.rglob("*") if each.is_file()}


def opened(source: Path, to: Path, change: Callable[[bytes], bytes]) -> Session:
    """Open a copy of a vault, each note saved in another way, in which every note is somebody's."""
    shutil.copytree(source, to)
    for note in to.rglob("*.md"):
        note.write_bytes(change(note.read_bytes()))
    (to / "vaultkit.toml").write_text('[people]\nfolders = ["."]\n')
    session = open_with(to, TODAY)
    session.update_dashboard(create=False)  # blocks are rewritten by every command, and not taken back
    return session


def check_links(moment: Moment, notes: Mapping[str, bytes], plan: Renaming, moved: Mapping[str, str]) -> None:
    """Every link of every note must lead where it led, those of two notes in one taken together."""
    result = after(dict(notes), plan)
    changed = [parse(path, data) for path, data in result.items() if notes.get(path) != data]
    index = moment.index.updated(changed, notes.keys() - result.keys())
    before: dict[str, Counter[str]] = {}
    for path, note in moment.index.notes.items():
        led = (moment.index.resolve(link.target, path) for link in note.links if link.style != "property")
        before.setdefault(moved.get(path, path), Counter()).update(moved.get(each, each) for each in led if each)
    assert index.notes.keys() == before.keys()
    for path, wanted in before.items():
        leads = (index.resolve(link.target, path) for link in index.notes[path].links if link.style != "property")
        assert Counter(each for each in leads if each) == wanted, path


def write_and_take_back(session: Session, plan: Callable[[Moment], Renaming], label: str) -> None:
    """Write a plan, see that something has changed, and take it back to the byte."""
    before = files(session.root)
    session.write(lambda moment: plan(moment).changes, label=label)
    assert files(session.root) != before
    session.undo()
    assert files(session.root) == before


def check_vault(source: Path, tmp_path: Path, variant: str, most: int) -> None:
    """Rename some people of a vault and merge some others, in thought and some of them on the disk."""
    session = opened(source, tmp_path / "vault", VARIANTS[variant])
    moment = session.moment
    notes = {path: session.vault.read(path).data for path in moment.index.notes}
    everybody = people(moment)
    chosen = everybody[:: max(1, len(everybody) // most)]
    planned = 0
    for number, person in enumerate(chosen):
        try:
            plan = plan_new_name(moment, person, NAMES[number % len(NAMES)])
        except VaultkitError:
            continue
        planned += 1
        [(path, new)] = [(each.path, each.target) for each in plan.changes if hasattr(each, "target")]
        check_links(moment, notes, plan, {path: new})
        if planned == 1:
            write_and_take_back(session, partial(plan_new_name, person=person, name=NAMES[0]), "rename")
    merged = 0
    for one, other in pairwise(chosen):
        try:
            plan = plan_merge(moment, one, other, prefer="into")
        except VaultkitError:
            continue
        merged += 1
        check_links(moment, notes, plan, {one.path: other.path})
        if merged == 1:
            write_and_take_back(session, partial(plan_merge, person=one, into=other, prefer="into"), "merge")
    assert planned, "every rename was refused"
    assert merged, "every merge was refused"


@pytest.mark.parametrize("source", FEW, ids=lambda folder: folder.name)
@pytest.mark.parametrize("variant", ["as is", "CRLF"])
def test_real_vaults(source: Path, tmp_path: Path, variant: str) -> None:
    check_vault(source, tmp_path, variant, 4)


@pytest.mark.slow
@pytest.mark.parametrize("source", ALL, ids=lambda folder: folder.name)
@pytest.mark.parametrize("variant", VARIANTS)
def test_all_real_vaults(source: Path, tmp_path: Path, variant: str) -> None:
    check_vault(source, tmp_path, variant, 12)
