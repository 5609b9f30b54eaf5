"""The watcher as a service: a stand-in for the system's manager is asked, files are written and removed for real."""

import json
import os
import stat
import sys
from pathlib import Path

import pytest

from vaultkit.disk import service as disk
from vaultkit.errors import ServiceError
from vaultkit.session import service as session
from vaultkit.testing import Run, make_vault, run
from vaultkit.text.units import is_as_written

FAKE = """#!/bin/sh
# A stand-in for systemctl: notes what it is asked, and remembers in $HOME what it was told.
printf '%s\\n' "$*" >>"$HOME/asked"
[ ! -e "$HOME/no-bus" ] || { echo 'Failed to connect to bus: No medium found' >&2; exit 1; }
shift
case "$1 $2" in
"enable "*) touch "$HOME/enabled" ;;
"restart "*) [ ! -e "$HOME/refuses" ] || { echo 'Job failed.' >&2; exit 1; }; touch "$HOME/active" ;;
"disable --now") rm -f "$HOME/enabled" "$HOME/active" ;;
"show --property=LoadState"*)
    [ -e "$XDG_CONFIG_HOME/systemd/user/$3" ] && echo LoadState=loaded || echo LoadState=not-found
    [ -e "$HOME/enabled" ] && echo UnitFileState=enabled || echo UnitFileState=disabled
    [ -e "$HOME/active" ] && printf 'ActiveState=active\\nSubState=running\\n' ||
        printf 'ActiveState=failed\\nSubState=failed\\n' ;;
esac
"""

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="systemd is Linux's")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a home with a manager of services in it."""
    home = tmp_path / "home"
    (home / "bin").mkdir(parents=True)
    program = home / "bin/systemctl"
    program.write_text(FAKE, "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{home / 'bin'}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    return home


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return make_vault(tmp_path / "Ada's 100% notes", {"Ada.md": "# Ada\n"})


def units(home: Path) -> list[Path]:
    """Return the units that are installed."""
    return sorted((home / "config/systemd/user").glob("*"))


def asked(home: Path) -> list[str]:
    """Return what the manager was asked."""
    place = home / "asked"
    return place.read_text("utf-8").split("\n")[:-1] if place.exists() else []


def service(vault: Path, *words: str) -> Run:
    return run("service", *words, vault=vault)


def test_it_is_installed_shown_and_removed_without_a_trace(vault: Path, home: Path) -> None:
    installed = service(vault, "install", "--yes")
    assert installed.exit_code == 0, installed.stderr
    (unit,) = units(home)
    assert f'ExecStart=:"{sys.executable}" "-P" "-m" "vaultkit"' in unit.read_text("utf-8")
    assert "".join(f"    {line}\n" for line in unit.read_text("utf-8").rstrip("\n").split("\n")) in installed.stderr
    assert unit.name.startswith("vaultkit-ada-s-100-notes-")
    shown = service(vault, "status")
    assert "enabled:   yes\nrunning:   yes (active (running))\n" in shown.stdout
    removed = service(vault, "uninstall", "--yes")
    assert removed.exit_code == 0
    assert units(home) == []
    assert not (home / "enabled").exists()
    assert not (home / "active").exists()
    assert asked(home)[-2:] == ["--user daemon-reload", f"--user reset-failed {unit.name}"]
    assert service(vault, "uninstall", "--yes").stdout == "No service is installed for this vault.\n"


def test_print_shows_and_asks_nobody(vault: Path, home: Path) -> None:
    shown = service(vault, "install", "--print")
    service(vault, "install", "--yes")
    (unit,) = units(home)
    assert shown.stdout == unit.read_text("utf-8")
    assert service(vault, "uninstall", "--print").stdout == f"{unit}\n"
    assert units(home) == [unit]


def test_print_touches_nothing(vault: Path, home: Path) -> None:
    assert service(vault, "install", "--print").exit_code == 0
    assert asked(home) == []
    assert units(home) == []


def test_without_a_yes_nothing_is_installed_or_removed(vault: Path, home: Path) -> None:
    """Without the question a script, or a hand that slipped, would have installed something for good."""
    refused = service(vault, "install")
    assert "Nothing was installed" in refused.stderr
    assert units(home) == []
    service(vault, "install", "--yes")
    assert "Nothing was removed" in service(vault, "uninstall").stderr
    assert len(units(home)) == 1


def test_the_polling_watcher_can_be_installed(vault: Path, home: Path) -> None:
    service(vault, "install", "--yes", "--poll")
    assert '"watch" "--log" "--poll"\n' in units(home)[0].read_text("utf-8")


def test_each_vault_has_a_service_of_its_own(vault: Path, home: Path, tmp_path: Path) -> None:
    other = make_vault(tmp_path / "elsewhere" / vault.name, {})
    (tmp_path / "link").symlink_to(vault)
    for root in (vault, other, tmp_path / "link"):
        assert service(root, "install", "--yes").exit_code == 0
    assert len(units(home)) == 2


def test_without_the_user_s_manager_nothing_is_written(vault: Path, home: Path) -> None:
    (home / "no-bus").touch()
    refused = service(vault, "install", "--yes")
    assert refused.exit_code == 1
    assert "Failed to connect to bus: No medium found; nothing was written" in refused.stderr
    assert not (home / "config").exists()
    status = json.loads(service(vault, "status", "--json").stdout)
    assert (status["installed"], status["running"]) == (False, None)
    assert "No medium found" in status["trouble"]
    assert "unknown:   whether it runs" in service(vault, "status").stdout


def test_without_systemctl_that_is_said(vault: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(home / "nowhere"))
    refused = service(vault, "install", "--yes")
    assert refused.exit_code == 1
    assert "cannot be run: No such file or directory; nothing was written" in refused.stderr
    assert not (home / "config").exists()


def test_a_service_that_does_not_start_leaves_nothing_behind(vault: Path, home: Path) -> None:
    """Without the way back a unit would lie there, enabled, after a command that said it had failed."""
    (home / "refuses").touch()
    refused = service(vault, "install", "--yes")
    assert refused.exit_code == 1
    assert "Job failed." in refused.stderr
    assert units(home) == []
    assert not (home / "enabled").exists()


def test_an_older_service_comes_back_where_the_new_one_does_not_start(vault: Path, home: Path) -> None:
    service(vault, "install", "--yes")
    (unit,) = units(home)
    before = unit.read_bytes()
    (home / "refuses").touch()
    assert service(vault, "install", "--yes", "--poll").exit_code == 1
    assert unit.read_bytes() == before


def test_what_somebody_else_wrote_is_left_alone(vault: Path, home: Path) -> None:
    """Without the sum in the file an edited unit would be overwritten and deleted like our own."""
    service(vault, "install", "--yes")
    (unit,) = units(home)
    mine = unit.read_text("utf-8").replace("Nice=10", "Nice=15")
    unit.write_text(mine, "utf-8")
    for words in (["install", "--yes"], ["uninstall", "--yes"]):
        refused = service(vault, *words)
        assert refused.exit_code == 1
        assert f"{unit} is not as" in refused.stderr
    assert unit.read_text("utf-8") == mine
    assert "changed by hand" in service(vault, "status").stdout


def test_a_unit_that_cannot_be_read_or_written_is_a_line(vault: Path, home: Path) -> None:
    (home / "config/systemd").mkdir(parents=True)
    (home / "config/systemd/user").write_text("in the way")
    refused = service(vault, "install", "--yes")
    assert refused.exit_code != 0
    assert "Traceback" not in refused.stderr
    assert "config/systemd/user" in refused.stderr


def test_a_vault_that_is_gone_leaves_no_service_behind(vault: Path, home: Path) -> None:
    service(vault, "install", "--yes")
    vault.rename(vault.with_name("elsewhere"))
    assert "installed: /" in service(vault, "status").stdout
    assert service(vault, "uninstall", "--yes").exit_code == 0
    assert units(home) == []


def test_documents_for_scripts(vault: Path, home: Path) -> None:
    offered = json.loads(service(vault, "install", "--json").stdout)
    assert (offered["done"], units(home)) == (False, [])
    installed = json.loads(service(vault, "install", "--json", "--yes").stdout)
    assert installed == offered | {"done": True}
    status = json.loads(service(vault, "status", "--json").stdout)
    assert (status["installed"], status["enabled"], status["running"]) == (True, True, True)
    assert status["state"] == "active (running)"
    assert json.loads(service(vault, "uninstall", "--json", "--yes").stdout)["done"]


def test_outside_of_a_vault_there_is_no_service(tmp_path: Path, home: Path) -> None:
    assert service(tmp_path / "nowhere", "install", "--yes").exit_code == 3
    assert asked(home) == []


LAUNCHCTL = """#!/bin/sh
printf '%s\\n' "$*" >>"$HOME/asked"
case "$1 $2" in
"bootstrap "*) touch "$HOME/loaded" ;;
"bootout "*) rm -f "$HOME/loaded" ;;
"print gui/501") ;;
"print gui/501/"*) [ -e "$HOME/loaded" ] || exit 113; printf '%s = {\\n\\tstate = running\\n}\\n' "$2" ;;
"print-disabled "*) printf '\\tdisabled services = {\\n\\t\\t"other" => disabled\\n\\t}\\n' ;;
esac
"""

SCHTASKS = """#!/bin/sh
printf '%s\\n' "$*" >>"$HOME/asked"
case "$1" in
/Create) cp "$5" "$HOME/task" ;;
/Delete) rm "$HOME/task" ;;
/Query) [ "$2" = /FO ] && exit 0; [ -e "$HOME/task" ] || { echo 'ERROR: cannot find the file' >&2; exit 1; }
    case "$4" in
    /XML) echo '<Task><Settings><Enabled>true</Enabled></Settings></Task>' ;;
    *) echo '"\\\\vaultkit\\\\x","N/A","Running"' ;;
    esac ;;
esac
"""


def stand_in(home: Path, name: str, text: str) -> None:
    """Put a program on the path in place of another system's."""
    (home / f"bin/{name}").write_text(text, "utf-8")
    (home / f"bin/{name}").chmod(0o755)


def lives_through(vault: Path, monkeypatch: pytest.MonkeyPatch, manager: disk.Manager) -> None:
    """Install, look at and remove a vault's service with that manager."""
    monkeypatch.setattr(disk, "manager", lambda _state: manager)
    offered = session.offer(vault)
    session.check(offered)
    session.install(offered)
    session.install(offered)
    assert is_as_written(offered.place.read_bytes())
    found = session.installed(vault)
    assert (found.is_installed, found.is_changed, found.trouble) == (True, False, None)
    assert found.state == disk.State(enabled=True, running=True, word=found.state.word)
    assert found.state.word in {"running", "Running"}
    assert session.uninstall(vault)
    assert not offered.place.exists()
    assert session.installed(vault).state == disk.State(enabled=False, running=False)
    assert not session.uninstall(vault)


def test_launchd_is_told_to_load_and_unload(vault: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(home, "launchctl", LAUNCHCTL)
    lives_through(vault, monkeypatch, disk.Launchd(501))
    verbs = [line.split()[0] for line in asked(home) if not line.startswith("print")]
    assert verbs == ["enable", "bootstrap", "bootout", "enable", "bootstrap", "bootout"]


def test_launchd_that_does_not_end_an_agent_is_not_waited_for_for_ever(
    vault: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(home, "launchctl", LAUNCHCTL.replace('rm -f "$HOME/loaded"', "true"))
    monkeypatch.setattr(disk, "_GONE", 0.1)
    monkeypatch.setattr(disk, "manager", lambda _state: disk.Launchd(501))
    session.install(session.offer(vault))
    with pytest.raises(ServiceError, match="has not ended"):
        session.uninstall(vault)


def test_the_task_scheduler_is_told_to_make_and_delete(
    vault: Path, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(home, "schtasks", SCHTASKS)
    monkeypatch.setenv("USERDOMAIN", "HOME")
    monkeypatch.setenv("USERNAME", "ada")
    plain = make_vault(tmp_path / "notes", {})
    lives_through(plain, monkeypatch, disk.TaskScheduler(tmp_path / "tasks"))
    monkeypatch.setattr(disk, "manager", lambda _state: disk.TaskScheduler(tmp_path / "tasks"))
    assert "VAULTKIT_STATE_DIR" in session.offer(plain).notes[0]
    with pytest.raises(ServiceError, match="for a variable"):
        session.offer(vault)


@pytest.mark.parametrize(
    ("platform", "kind"), [("linux", disk.Systemd), ("darwin", disk.Launchd), ("win32", disk.TaskScheduler)]
)
def test_each_system_has_its_manager(
    platform: str, kind: type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", platform)
    assert isinstance(disk.manager(tmp_path), kind)


def test_an_unknown_system_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "sunos5")
    with pytest.raises(ServiceError, match="sunos5"):
        disk.manager(tmp_path)


def test_a_manager_that_hangs_is_given_up(vault: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(home, "systemctl", "#!/bin/sh\nexec sleep 60\n")
    monkeypatch.setattr(disk, "_PATIENCE", 0.2)
    assert "gave no answer" in service(vault, "install", "--yes").stderr


def test_the_unit_is_readable_and_leaves_no_temporary_file(vault: Path, home: Path) -> None:
    service(vault, "install", "--yes")
    (unit,) = units(home)
    assert stat.S_IMODE(unit.stat().st_mode) & 0o400
    assert [place.name for place in unit.parent.iterdir()] == [unit.name]
