"""Notes and facts that are let go of once the cache has them: none stays, and none is another than it was."""

import contextlib
import gc
import os
import sqlite3
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import PIPE, Popen

import pytest

from vaultkit.disk import known
from vaultkit.disk.cache import Cache, FactRows
from vaultkit.disk.facts import NothingSaidError
from vaultkit.disk.packed import pack, unpack
from vaultkit.disk.state import cache_folder
from vaultkit.model import streamed
from vaultkit.model.moment import Json
from vaultkit.model.note import Note
from vaultkit.model.settings import Settings
from vaultkit.vault import Vault

pytestmark = pytest.mark.cache

COUNT = 25
PATHS = sorted(f"{number}.md" for number in range(COUNT))


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a vault of some slices."""
    monkeypatch.setattr(streamed, "SLICE", 4)
    monkeypatch.setattr(known, "SLICE", 4)
    folder = tmp_path / "vault"
    folder.mkdir()
    for path in PATHS:
        write(folder, path, f"# {path}\n")
    return folder


def write(root: Path, path: str, text: str, time: int = 1000) -> None:
    (root / path).write_text(text)
    os.utime(root / path, (time, time))


def change_all(root: Path) -> None:
    for path in PATHS:
        write(root, path, "# another\n", 2000)


@dataclass
class Asked:
    """Reads the title of a note as its fact, and notes of which it is asked."""

    paths: list[str] = field(default_factory=list)

    def read(self, note: Note, _settings: Settings) -> Json:
        self.paths.append(note.path)
        return [heading.title for heading in note.headings] or None

    def readers(self, _settings: Settings) -> Iterable[tuple[str, str, object]]:
        return [("titles", "1", self.read)]

    def of(self, vault: Vault) -> Mapping[str, Json]:
        return vault.facts("titles", "1", self.read)


def opened(root: Path, asked: Asked, *, use_cache: bool = True) -> Vault:
    return Vault.open(root, {}, use_cache=use_cache, readers=asked.readers)  # type: ignore[arg-type] # as a plugin's


def titles(vault: Vault) -> dict[str, str]:
    return {path: note.headings[0].title for path, note in vault.index.notes.items()}


def at_hand() -> int:
    """Return how many notes are in memory."""
    gc.collect()
    return sum(isinstance(each, Note) for each in gc.get_objects())


TITLES = {path: path for path in PATHS}
FACTS: dict[str, Json] = {path: [path] for path in PATHS}


def test_no_note_stays_after_a_cold_open(root: Path) -> None:
    """Fails where what was read, or what somebody goes through, is held on to."""
    before = at_hand()
    asked = Asked()
    vault = opened(root, asked)
    assert sorted(asked.paths) == PATHS
    assert at_hand() == before
    assert titles(vault) == TITLES
    assert dict(asked.of(vault).items()) == FACTS
    assert sorted(asked.paths) == PATHS
    assert at_hand() == before
    write(root, "3.md", "# three\n", 2000)
    vault.refresh()
    assert at_hand() > before
    vault.save_cache()
    assert at_hand() == before


def test_the_next_run_reads_nothing(root: Path) -> None:
    opened(root, Asked())
    asked = Asked()
    vault = opened(root, asked)
    assert vault.from_cache == COUNT
    assert (titles(vault), dict(asked.of(vault).items()), asked.paths) == (TITLES, FACTS, [])


def test_to_go_through_all_of_it_reads_each_row_once(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails where each slice asks for the keys of all notes: that grows with the square of the vault."""
    opened(root, Asked())
    monkeypatch.setattr("vaultkit.disk.stored._FEW", 1)
    read: list[int] = []
    select = Cache._select  # noqa: SLF001 - to count

    def counted(self: Cache, *arguments: object) -> Iterable[object]:
        rows = list(select(self, *arguments))  # type: ignore[arg-type] # as given
        read.append(len(rows))
        return rows

    monkeypatch.setattr(Cache, "_select", counted)
    assert titles(opened(root, Asked())) == TITLES
    assert sum(read) == 2 * COUNT


def test_a_note_that_changes_after_it_was_read_is_what_it_was(root: Path) -> None:
    """Fails where a note that was let go of is fetched from its file."""
    asked = Asked()
    vault = opened(root, asked)
    change_all(root)
    assert titles(vault) == TITLES
    assert dict(asked.of(vault).items()) == FACTS
    vault.refresh()
    assert set(titles(vault).values()) == {"another"}


@pytest.mark.parametrize("written", [0, 1, 3])
def test_what_cannot_be_saved_stays(root: Path, written: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails where a note is let go of that the cache does not have, as on a disk that is full from some slice on."""
    save, calls = Cache.save_notes, list(range(written))

    def full(self: Cache, *arguments: object, **named: object) -> bool:
        return bool(calls) and calls.pop() >= 0 and save(self, *arguments, **named)  # type: ignore[arg-type] # as given

    monkeypatch.setattr(Cache, "save_notes", full)
    asked = Asked()
    vault = opened(root, asked)
    change_all(root)
    assert titles(vault) == TITLES
    assert dict(asked.of(vault).items()) == FACTS
    assert sorted(asked.paths) == PATHS


def test_an_open_that_is_killed_between_two_slices_leaves_a_cache_that_is_right(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def kill(done: int, _total: int) -> None:
        if done:
            raise KeyboardInterrupt

    for path in PATHS[:10]:
        write(root, path, "# later\n", 2000)
    monkeypatch.setattr(known, "_PROGRESS_STEP", 9)
    with pytest.raises(KeyboardInterrupt):
        Vault.open(root, {}, readers=Asked().readers, progress=kill)  # type: ignore[arg-type] # as a plugin's
    assert 0 < len(Cache(cache_folder(root)).keys()) < COUNT
    asked = Asked()
    vault = opened(root, asked)
    assert 0 < vault.from_cache < COUNT
    told = titles(vault), dict(asked.of(vault).items()), vault.index.state
    fresh = opened(root, Asked(), use_cache=False)
    assert told == (titles(fresh), dict(Asked().of(fresh).items()), fresh.index.state)


OPENING = """
import sys
from pathlib import Path
from vaultkit.vault import Vault
Vault.open(Path(sys.argv[1]), {}, progress=lambda done, _: print(done, flush=True))
"""


def test_a_process_that_is_killed_beside_another_leaves_a_cache_that_is_right(tmp_path: Path) -> None:
    """Both save slice by slice; the first is killed after some of them."""
    for number in range(1600):
        write(tmp_path, f"{number}.md", f"# {number}\n- [[{number + 1}]]\n")
    command = [sys.executable, "-c", OPENING, str(tmp_path)]
    with Popen(command, stdout=PIPE) as killed, Popen(command, stdout=PIPE) as other:
        assert killed.stdout is not None
        while int(killed.stdout.readline()) < 700:
            pass
        killed.kill()
        other.communicate()
    assert killed.returncode != 0 == other.returncode
    kept = Vault.open(tmp_path, {})
    assert kept.from_cache == 1600
    fresh = Vault.open(tmp_path, {}, use_cache=False)
    assert kept.index.state == fresh.index.state
    assert dict(kept.index.notes.items()) == dict(fresh.index.notes.items())


def test_a_cache_that_is_deleted_meanwhile_is_no_loss(root: Path) -> None:
    asked = Asked()
    vault = opened(root, asked)
    (cache_folder(root) / "notes.sqlite3").unlink()
    assert titles(vault) == TITLES
    assert dict(asked.of(vault).items()) == FACTS
    assert not vault.index.notes.strayed


@pytest.mark.parametrize("is_warm", [True, False])
def test_with_the_cache_deleted_and_the_note_changed_the_next_look_sees_it(root: Path, is_warm: bool) -> None:  # noqa: FBT001 - both
    """Fails where the version that was read in its place is taken for the one that was indexed."""
    opened(root, Asked())
    vault = opened(root, asked := Asked(), use_cache=is_warm)
    (cache_folder(root) / "notes.sqlite3").unlink()
    write(root, "3.md", "# another\n", 2000)
    before, state = vault.index, vault.index.state
    assert titles(vault)["3.md"] == vault.index.notes["3.md"].headings[0].title == "another"
    assert dict(asked.of(vault).items())["3.md"] == ["another"]
    assert vault.refresh(["3.md"])
    assert vault.index.notes.differing(before.notes) == {"3.md"}
    assert vault.index.state != state
    assert dict(asked.of(vault).items()) == {**FACTS, "3.md": ["another"]}


def test_what_is_worked_out_of_another_version_is_not_kept(root: Path) -> None:
    """Fails where it is kept under the state of the notes that were indexed: it comes back with these."""
    vault = opened(root, asked := Asked())
    (cache_folder(root) / "notes.sqlite3").unlink()
    write(root, "3.md", "# another\n", 2000)
    told = titles(vault)["3.md"]
    vault.shelf("titles", "1").put("third", lambda: {"": (vault.index.state, told.encode())})
    vault.save_cache()
    write(root, "3.md", "# 3.md\n", 1000)
    again = opened(root, asked)
    assert again.index.state == vault.index.state
    assert again.shelf("titles", "1").get("third") == {}


def test_who_rebuilds_believes_nothing_of_the_cache(root: Path) -> None:
    """Fails where the cache is not emptied first: what is fetched later could be of an older run."""
    asked = Asked()
    opened(root, asked)
    lie = pack(["a lie"])
    assert lie is not None
    digests = opened(root, asked).index.notes.digests()
    cache, key = Cache(cache_folder(root)), opened(root, asked).settings.digest
    for plugin in ("titles", "others"):
        rows = {path: (digest, lie) for path, digest in digests.items()}
        assert cache.save_facts(FactRows(plugin, f"1/{key}", rows))
    vault = opened(root, asked, use_cache=False)
    assert dict(asked.of(vault).items()) == FACTS
    assert dict(vault.facts("others", "1", asked.read).items()) == FACTS
    assert vault.shelf("titles", "1").get("x") == {}


def test_who_rebuilds_while_the_cache_is_locked_believes_nothing_of_it_either(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(root, Asked())
    lie = pack(["a lie"])
    assert lie is not None
    vault = opened(root, Asked())
    rows = {path: (digest, lie) for path, digest in vault.index.notes.digests().items()}
    assert Cache(cache_folder(root)).save_facts(FactRows("others", f"1/{vault.settings.digest}", rows))
    monkeypatch.setattr(Cache, "clear", lambda _: False)
    vault = opened(root, asked := Asked(), use_cache=False)
    for _ in range(2):
        assert dict(asked.of(vault).items()) == FACTS
    assert sorted(asked.paths) == PATHS
    assert dict(vault.facts("others", "1", asked.read).items()) == FACTS


def test_a_cache_that_is_locked_meanwhile_is_done_without(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vaultkit.disk.cache._WAIT", 0)
    opened(root, Asked())
    other = sqlite3.connect(cache_folder(root) / "notes.sqlite3")
    vault = opened(root, asked := Asked())
    other.execute("BEGIN EXCLUSIVE")
    try:
        assert titles(vault) == TITLES
        assert dict(asked.of(vault).items()) == FACTS
        assert titles(opened(root, asked, use_cache=False)) == TITLES
    finally:
        other.rollback()
        other.close()


@pytest.mark.parametrize(("is_there", "most"), [(False, 0), (True, 4)])
def test_facts_that_cannot_be_written_are_not_packed_again_and_again(
    root: Path, monkeypatch: pytest.MonkeyPatch, *, is_there: bool, most: int
) -> None:
    """Fails where each sweep makes the facts of the whole vault into bytes, and then finds nowhere to put them."""
    monkeypatch.setattr("vaultkit.disk.cache._WAIT", 0)
    if not is_there:
        (root.parent / "file").write_bytes(b"")
        monkeypatch.setenv("VAULTKIT_CACHE_DIR", str(root.parent / "file"))
    vault = opened(root, asked := Asked())
    packed: list[object] = []

    def counted(value: Json) -> bytes | None:
        packed.append(value)
        return pack(value)

    monkeypatch.setattr("vaultkit.disk.packed.pack", counted)
    with contextlib.ExitStack() as stack:
        if is_there:
            other = stack.enter_context(contextlib.closing(sqlite3.connect(cache_folder(root) / "notes.sqlite3")))
            other.execute("BEGIN EXCLUSIVE")
        change_all(root)
        vault.refresh()
        assert len(asked.of(vault)) == COUNT
        vault.save_cache()
        for _ in range(3):
            packed.clear()
            vault.refresh()
            vault.save_cache()
            assert len(packed) <= most
    vault.save_cache()
    kept = Cache(cache_folder(root)).facts("titles", f"1/{vault.settings.digest}") if is_there else ()
    assert [unpack(blob) for _, _, blob in kept] == [["another"]] * (COUNT if is_there else 0)


def test_facts_stay_the_same_objects_for_who_asks_again_after_a_change(root: Path) -> None:
    """Fails where a watcher's plugins are given all facts anew for every edit, and make anew what they made of them."""
    asked = Asked()
    vault = opened(root, asked)
    assert dict(asked.of(vault).items()) == FACTS
    told = []
    for number, path in enumerate(("3.md", "7.md", "new.md", "3.md"), 2):
        write(root, path, f"# {number}\n", number * 1000)
        vault.refresh()
        told.append(dict(asked.of(vault).items()))
        assert list(asked.of(vault)) == sorted(told[-1])
    assert told[-1] == FACTS | {"3.md": ["5"], "7.md": ["3"], "new.md": ["4"]}
    for before, after, path in zip(told[:-1], told[1:], ("7.md", "new.md", "3.md"), strict=True):
        assert {each for each in after if after[each] is not before.get(each)} == {path}
    (root / "7.md").unlink()
    write(root, "3.md", "no title\n", 9000)
    vault.refresh()
    assert asked.of(vault).keys() == {*PATHS, "new.md"} - {"7.md", "3.md"}


def test_who_asks_for_one_after_the_other_is_given_them_by_the_slice(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fails where each of many notes or facts costs a query of its own."""
    asked = Asked()
    vault = opened(root, asked)
    monkeypatch.setattr("vaultkit.model.notes.SINGLES", 3)
    monkeypatch.setattr("vaultkit.disk.facts.SINGLES", 3)
    queries: list[str] = []
    select = Cache._select  # noqa: SLF001 - to count

    def counted(self: Cache, query: str, *others: object) -> object:
        queries.append(query)
        return select(self, query, *others)  # type: ignore[arg-type] # as given

    monkeypatch.setattr(Cache, "_select", counted)
    facts = asked.of(vault)
    assert {path: facts[path] for path in PATHS} == FACTS
    assert len(queries) <= 3 + COUNT // 4 + 1
    queries.clear()
    assert {path: vault.index.notes[path].headings[0].title for path in PATHS} == TITLES
    assert len(queries) <= 3 + COUNT // 4 + 1
    with pytest.raises(KeyError):
        facts["nothing.md"]
    with pytest.raises(KeyError):
        vault.index.notes["nothing.md"]


def test_a_write_of_another_process_ends_no_keeping(root: Path) -> None:
    """Fails where the version before an edit, for which nobody has asked, counts as lost: nothing is kept from then."""
    opened(root, Asked())
    vault, asked = opened(root, Asked()), Asked()
    write(root, "3.md", "# another\n", 2000)
    opened(root, Asked()).save_cache()
    assert vault.refresh(["3.md"])
    assert not vault.index.notes.strayed
    vault.shelf("titles", "1").put("key", lambda: {"": ("stands on", b"value")})
    vault.save_cache()
    assert opened(root, asked).shelf("titles", "1").get("key") == {"": ("stands on", b"value")}


def test_what_strayed_is_itself_again_once_it_is_read(root: Path) -> None:
    """Fails where one note that was lost once ends all keeping; what was put meanwhile is never kept."""
    vault = opened(root, Asked())
    (cache_folder(root) / "notes.sqlite3").unlink()
    write(root, "3.md", "# another\n", 2000)
    assert vault.index.notes["3.md"].headings[0].title == "another"
    vault.shelf("titles", "1").put("key", lambda: {"": ("stands on", b"wrong")})
    vault.save_cache()
    vault.refresh(["3.md"])
    assert not vault.index.notes.strayed
    vault.save_cache()
    assert opened(root, Asked()).shelf("titles", "1").get("key") == {}


def test_who_fails_to_read_facts_is_asked_again_in_the_next_run(root: Path) -> None:
    """Fails where a failure is kept as an answer: the plugin's trouble would be told once and never again."""

    class Broken(Asked):
        def read(self, note: Note, _settings: Settings) -> Json:
            if note.path == "3.md":
                raise NothingSaidError
            return super().read(note, _settings)

    broken = Broken()
    vault = opened(root, broken)
    assert dict(broken.of(vault).items()) == {path: said for path, said in FACTS.items() if path != "3.md"}
    vault.save_cache()
    healed = Asked()
    assert dict(healed.of(opened(root, healed)).items()) == FACTS
    assert healed.paths == ["3.md"]


def test_a_small_vault_stays_at_hand(tmp_path: Path) -> None:
    """Fails where its notes are let go of: an index that somebody holds would tell of the file as it is later."""
    write(tmp_path, "a.md", "# a\n")
    asked = Asked()
    vault = opened(tmp_path, asked)
    before, told = vault.index, asked.of(vault)
    write(tmp_path, "a.md", "# another\n", 2000)
    opened(tmp_path, Asked()).save_cache()
    assert before.notes["a.md"].headings[0].title == "a"
    assert told["a.md"] == ["a"]


def test_facts_of_a_version_that_is_there_again_are_its_own(root: Path) -> None:
    """Fails where the bytes alone tell a change: what was said of another version stays."""
    opened(root, Asked())
    vault, asked = opened(root, Asked()), Asked()
    assert dict(asked.of(vault).items()) == FACTS
    vault.refresh()
    write(root, "3.md", "# another\n", 2000)
    opened(root, Asked())
    asked.paths.clear()
    write(root, "4.md", "# four\n", 2000)
    vault.refresh(["4.md"])
    facts = asked.of(vault)
    assert (dict(facts.items())["4.md"], vault.index.notes["3.md"].headings[0].title) == (["four"], "another")
    assert vault.index.notes.strayed == {"3.md"}
    write(root, "3.md", "# 3.md\n", 1000)
    vault.refresh(["3.md"])
    assert not vault.index.notes.strayed
    assert dict(asked.of(vault).items()) == FACTS | {"4.md": ["four"]}
