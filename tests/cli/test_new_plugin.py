"""``vaultkit new-plugin``: a package that installs, passes its own tests and shows a block; nothing is overwritten."""

import json
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path

import pytest
from installed_plugins import environment

from vaultkit.disk.new_folder import make_folder
from vaultkit.errors import CannotWriteError, NameTakenError, UsageError
from vaultkit.session.new_plugin import new_plugin, package
from vaultkit.testing import make_vault, run

FILES = {
    "LICENSE",
    "README.md",
    "pyproject.toml",
    "src/vaultkit_reading_habit/__init__.py",
    "src/vaultkit_reading_habit/py.typed",
    "tests/test_reading_habit.py",
}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in an empty folder that is no vault."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def made(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_it_makes_a_package_in_a_new_folder(here: Path) -> None:
    result = run("new-plugin", "reading-habit", "--json")

    assert result.exit_code == 0, result.stderr
    assert made(here / "vaultkit-reading-habit") == FILES
    written = json.loads(result.stdout)["written"]
    assert {line["path"] for line in written} == {f"vaultkit-reading-habit/{path}" for path in FILES}
    project = tomllib.loads((here / "vaultkit-reading-habit" / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["name"] == "vaultkit-reading-habit"
    assert project["entry-points"]["vaultkit.plugins"] == {"reading-habit": "vaultkit_reading_habit"}
    assert [path.name for path in here.iterdir()] == ["vaultkit-reading-habit"]


def test_nothing_of_the_template_s_name_is_left() -> None:
    assert not [path for path, data in package("reading-habit").items() if b"sprout" in data or "sprout" in path]


def test_the_module_is_small_and_is_python() -> None:
    code = package("x")["src/vaultkit_x/__init__.py"].decode()
    compile(code, "module", "exec")
    assert len([line for line in code.splitlines() if line.strip()]) <= 20


def test_a_dry_run_writes_nothing(here: Path) -> None:
    result = run("new-plugin", "x", "--dry-run")

    assert (result.exit_code, list(here.iterdir())) == (0, [])
    assert "+++ b/vaultkit-x/pyproject.toml\n" in result.stdout


HOSTILE = [
    "../x", "/etc/x", "x/../../y", ".x", "X", "x_y", "x y", "-x", "--help-me", "x-", "x--y", "1x", "é", "", "x\ny",
    "x'y", 'x"y', "x.y", "C:x", "con\x00", "x" * 41, "$(touch y)", "{{x}}", "x\u202ey", "disabled", "people",
    "check", "plugins", "new-plugin", "log",
]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_refused(here: Path, name: str) -> None:
    """Seen to fail without the check of names: `../x` wrote beside the folder."""
    before = sorted(path for path in here.parent.rglob("*"))

    with pytest.raises(UsageError, match="cannot be a plugin's name"):
        new_plugin(name, here, {"disabled", "people", "check", "plugins", "new-plugin", "log"})

    assert sorted(path for path in here.parent.rglob("*")) == before


@pytest.mark.parametrize("name", ["../x", "check", "log", "people", "disabled", "new-plugin"])
def test_a_name_that_is_taken_is_no_name(here: Path, name: str) -> None:
    """Seen to fail without the check of what is taken: `check` made a plugin whose commands never run."""
    result = run("new-plugin", "--", name)

    assert (result.exit_code, result.stdout, list(here.iterdir())) == (2, "", [])
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("kind", ["file", "folder", "broken link"])
def test_what_is_there_is_not_touched(here: Path, kind: str) -> None:
    """Seen to fail for the empty folder and the link without the look before the rename."""
    target = here / "vaultkit-x"
    if kind == "file":
        target.write_text("mine", "utf-8")
    elif kind == "folder":
        target.mkdir()
    else:
        if sys.platform == "win32":
            pytest.skip("links need a right that few have")
        target.symlink_to(here / "nowhere")

    for words in (["x"], ["x", "--dry-run"]):
        result = run("new-plugin", *words)
        assert (result.exit_code, result.stdout) == (2, "")
    assert [path.name for path in here.iterdir()] == ["vaultkit-x"]
    assert kind != "file" or target.read_text("utf-8") == "mine"
    assert kind != "folder" or list(target.iterdir()) == []


def test_a_vault_is_no_place_for_code(here: Path) -> None:
    make_vault(here.parent, {})

    result = run("new-plugin", "x")

    assert (result.exit_code, list(here.iterdir())) == (2, [])
    assert "lies in the vault" in result.stderr


def test_a_folder_that_cannot_be_made_leaves_nothing_behind(here: Path) -> None:
    with pytest.raises(CannotWriteError):
        make_folder(here / "new", {"a/b": b"", "a": b"a file where a folder is"})
    assert list(here.iterdir()) == []
    with pytest.raises(CannotWriteError):
        make_folder(here / "missing" / "new", {"a": b""})
    make_folder(here / "new", {"a": b"1"})
    with pytest.raises(NameTakenError):
        make_folder(here / "new", {"a": b"2"})
    assert (here / "new" / "a").read_bytes() == b"1"


def started(*words: str | Path, cwd: Path) -> str:
    """Run a program and return what it printed; it must end well."""
    command = [str(word) for word in words]
    result = subprocess.run(
        command, cwd=cwd, env=environment(), capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def beside(here: Path) -> Path:
    """Return the Python of a new environment that also sees what is installed beside vaultkit."""
    started(sys.executable, "-m", "venv", "--without-pip", here / "venv", cwd=here)
    (python,) = (path for path in (here / "venv").glob("*/python*") if path.stem == "python")
    site = started(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=here).strip()
    ours = sysconfig.get_path("purelib")
    Path(site, "beside.pth").write_text(f"import site; site.addsitedir({ours!r})\n", "utf-8")
    return python


@pytest.mark.slow
def test_it_installs_passes_its_tests_and_shows_its_block(here: Path) -> None:
    """A wheel is built and installed, with no index, into a new environment."""
    python = beside(here)
    assert run("new-plugin", "reading-habit").exit_code == 0
    folder = here / "vaultkit-reading-habit"

    offline = ("--quiet", "--no-index", "--no-deps", "--disable-pip-version-check")
    started(sys.executable, "-m", "pip", "wheel", *offline, "--no-build-isolation", "-w", here, folder, cwd=here)
    (wheel,) = here.glob("*.whl")
    started(sys.executable, "-m", "pip", "--python", python, "install", *offline, wheel, cwd=here)

    assert " passed" in started(python, "-m", "pytest", "-q", "-p", "no:cacheprovider", cwd=folder)
    notes = {
        "Mine.md": "---\ntype: reading-habit\n---\n",
        "All.md": "<!-- vaultkit:begin reading-habit.list -->\n<!-- vaultkit:end reading-habit.list -->\n",
    }
    vault = make_vault(here / "vault", notes)
    started(python, "-m", "vaultkit", "--vault", vault, "dashboard", cwd=here)
    assert "\n- [[Mine|Mine]]\n" in (vault / "All.md").read_text("utf-8")
    listed = json.loads(started(python, "-m", "vaultkit", "plugins", "--json", cwd=here))["plugins"]
    assert [(each["name"], each["distribution"], each["version"], each["blocks"]) for each in listed[1:]] == [
        ("reading-habit", "vaultkit-reading-habit", "0.1.0", ["reading-habit.list"])
    ]
