"""Entry points are found as the standard library finds them, without its import."""

import sys
import zipfile
from importlib import metadata
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultkit.disk.installed import EntryPoint, entry_points

GROUP = "vaultkit.plugins"
Said = tuple[str, str, str, str]

POINTS = st.lists(
    st.sampled_from(
        [
            f"[{GROUP}]",
            f"  [{GROUP}]  ",
            "[console_scripts]",
            "# a = comment",
            "",
            "books = books_plugin",
            "  films=films.plugin:Films.one [extra]",
            "a = b = c",
        ]
    ),
    max_size=8,
).map("\n".join)
INFOS = st.dictionaries(
    st.sampled_from(
        [
            "books-1.0.dist-info",
            "Books-2.0.dist-info",
            "my_films-1.dist-info",
            "my.films-2.egg-info",
            "plain.dist-info",
            "no-info",
        ]
    ),
    POINTS,
    max_size=4,
)


def lay(folder: Path, infos: dict[str, str], headers: str = "METADATA") -> None:
    """Put distributions into a folder, as an installer leaves them."""
    for name, points in infos.items():
        info = folder / name
        info.mkdir(parents=True)
        stem, _, version = name.rpartition(".")[0].partition("-")
        (info / headers).write_text(
            f"Metadata-Version: 2.1\nName: {stem}\nVersion: {version or '0'}\n\nName: x\n", "utf-8"
        )
        (info / "entry_points.txt").write_text(points, "utf-8")


def said_by_python() -> list[Said]:
    found = metadata.entry_points(group=GROUP)
    return [(each.name, each.value, each.dist.name, each.dist.version) for each in found if each.dist]


def told(points: list[EntryPoint]) -> list[Said]:
    return [(each.name, each.value, each.distribution, each.version) for each in points]


@given(first=INFOS, second=INFOS)
def test_the_same_are_found(first: dict[str, str], second: dict[str, str]) -> None:
    """Without ``seen`` a distribution that is there twice is found twice."""
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        lay(Path(folder, "one"), first)
        lay(Path(folder, "two"), second, "PKG-INFO")
        patch.setattr(sys, "path", [f"{folder}/one", f"{folder}/absent", f"{folder}/two"])
        assert told(entry_points(GROUP)) == said_by_python()


@pytest.mark.parametrize("group", ["console_scripts", "pytest11", GROUP])
def test_those_of_this_environment_are_found(group: str) -> None:
    found = metadata.entry_points(group=group)
    said = [(each.name, each.value, each.dist.name, each.dist.version) for each in found if each.dist]
    assert told(entry_points(group)) == said
    assert said


def test_a_line_without_a_value_costs_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The standard library raises for all distributions together."""
    lay(tmp_path, {"books-1.dist-info": f"[{GROUP}]\nfilms\nbooks = books"})
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    assert [(point.name, point.value) for point in entry_points(GROUP)] == [("films", ""), ("books", "books")]


def test_an_entry_point_says_where_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(tmp_path, {"books-1.dist-info": f"[gui]\n\n[{GROUP}]\nbooks = books"})
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    (found,) = entry_points(GROUP)
    assert (found.file, found.line) == (str(tmp_path / "books-1.dist-info" / "entry_points.txt"), 4)


def test_the_current_folder_on_the_path_is_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(tmp_path, {"books-1.dist-info": f"[{GROUP}]\nbooks = books"})
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [""])
    assert [point.name for point in entry_points(GROUP)] == ["books"]


def test_what_is_no_text_names_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(tmp_path, {"books-1.dist-info": ""})
    (tmp_path / "books-1.dist-info" / "entry_points.txt").write_bytes(b"[vaultkit.plugins]\nbooks = \xff")
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    assert entry_points(GROUP) == []


def test_what_lies_in_an_archive_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a look at ``_is_odd`` an archive on the path is passed over."""
    archive = tmp_path / "books.zip"
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("books-1.dist-info/METADATA", "Name: books\nVersion: 1\n")
        made.writestr("books-1.dist-info/entry_points.txt", f"[{GROUP}]\nbooks = books\n")
    monkeypatch.setattr(sys, "path", [str(archive)])
    assert told(entry_points(GROUP)) == [("books", "books", "books", "1")]


def test_what_another_finder_finds_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a look at ``_finds_others`` only the path counts."""

    class Found(metadata.Distribution):
        def read_text(self, filename: str) -> str | None:
            files = {"METADATA": "Name: books\nVersion: 1\n", "entry_points.txt": f"[{GROUP}]\nbooks = books\n"}
            return files.get(filename)

        def locate_file(self, path: object) -> Path:
            return Path(str(path))

    class Finder:
        def find_distributions(self, _context: object = None) -> list[Found]:
            return [Found()]

        def find_spec(self, *_words: object) -> None:
            return None

    monkeypatch.setattr(sys, "meta_path", [Finder(), *sys.meta_path])
    assert ("books", "books", "books", "1") in told(entry_points(GROUP))
