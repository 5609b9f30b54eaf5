"""No code out of a vault's folder is ever run, wherever the program is started; a plugin that hangs can be passed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from installed_plugins import environment, install

from vaultkit.testing import make_vault

EVIL = "import os; open(os.path.join(os.path.dirname(__file__), 'RUN'), 'w').write(__name__); raise SystemExit(66)\n"
OF_PYTHON = ("datetime", "sqlite3", "difflib")
"""Modules of the standard library that the program imports after it has begun."""
SCRIPT = "import sys; from vaultkit.__main__ import main; sys.exit(main())"
"""What an installer writes as the console script; run from a file, so that the file's folder is on the path."""


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    """Return a vault with modules that Python would find, and a whole plugin, all of which tell of a run."""
    vault = make_vault(tmp_path / "vault", {"note.md": "# A note\n"})
    for name in ("typer", "pluggy", "yaml", "rich", *OF_PYTHON):
        (vault / f"{name}.py").write_text(EVIL, "utf-8")
    install(vault, "x", EVIL)
    return vault


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "bin" / "vaultkit"
    path.parent.mkdir()
    path.write_text(SCRIPT, "utf-8")
    return path


def without_python_s_own(vault: Path) -> None:
    for name in OF_PYTHON:
        (vault / f"{name}.py").unlink()


@pytest.mark.parametrize("folder", ["", "People"])
@pytest.mark.parametrize("way", ["module", "script"])
@pytest.mark.parametrize("path", ["usual", "with an empty entry"])
def test_no_code_of_the_vault_is_run(vault: Path, script: Path, folder: str, way: str, path: str) -> None:
    """Seen to fail with the folder left on the path: `python -m` ran its `datetime.py`, an empty entry its plugin."""
    (vault / folder).mkdir(exist_ok=True)
    variables = environment() if path == "usual" else environment("")
    start = [sys.executable, "-m", "vaultkit"] if way == "module" else [sys.executable, str(script)]

    if path != "usual":
        without_python_s_own(vault)  # before the program's first line Python itself, and what measures it, import those
    result = subprocess.run(
        [*start, "check"], cwd=vault / folder, env=variables, capture_output=True, text=True, check=False
    )

    assert not (vault / "RUN").exists(), (vault / "RUN").read_text("utf-8")
    assert result.returncode == 0, result.stderr
    assert "1 note, no problems" in result.stderr


@pytest.mark.parametrize("way", [("--vault",), ("--vault=",), ()])
def test_nor_is_that_of_a_vault_that_is_named(vault: Path, tmp_path: Path, way: tuple[str, ...]) -> None:
    words = [f"--vault={vault}"] if way == ("--vault=",) else [*way, str(vault)] if way else []
    variables = environment(vault) | ({} if way else {"VAULTKIT_VAULT": str(vault)})
    without_python_s_own(vault)
    command = [sys.executable, "-m", "vaultkit", *words, "check"]
    result = subprocess.run(command, cwd=tmp_path, env=variables, capture_output=True, text=True, check=False)

    assert not (vault / "RUN").exists(), (vault / "RUN").read_text("utf-8")
    assert result.returncode == 0, result.stderr


def test_an_environment_that_lies_in_a_vault_is_the_user_s_own(tmp_path: Path) -> None:
    from vaultkit import __main__ as program  # noqa: PLC0415 - its private rule, without another environment

    vault = make_vault(tmp_path / "vault", {})
    path = [str(vault), str(vault / ".venv" / "lib"), str(tmp_path / "elsewhere")]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", [*path])
        patch.setattr(sys, "prefix", str(vault / ".venv"))
        patch.chdir(vault)
        program._leave_out_notes([])  # noqa: SLF001 - as above
        assert sys.path == path[1:]


HANGS = {
    "at import": "import time\nopen({mark!r}, 'w').close()\nwhile True: time.sleep(0.05)\n",
    "while it names its commands": (
        "import time\nfrom vaultkit.api import hookimpl\n\n@hookimpl\ndef commands():\n"
        "    open({mark!r}, 'w').close()\n    while True: time.sleep(0.05)\n"
    ),
}


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGINT to send to another process")
@pytest.mark.parametrize("hang", HANGS)
def test_a_plugin_that_hangs_is_named_on_ctrl_c_and_can_be_passed(tmp_path: Path, hang: str) -> None:
    """Seen to fail with a traceback for the hook: only the import was watched."""
    site, mark = tmp_path / "site", tmp_path / "hanging"
    install(site, "sleeper", HANGS[hang].format(mark=str(mark)))
    command = [sys.executable, "-m", "vaultkit"]
    process = subprocess.Popen(
        [*command, "plugins"], env=environment(site), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    deadline = time.monotonic() + 30
    while not mark.exists() and time.monotonic() < deadline:
        time.sleep(0.02)

    os.kill(process.pid, signal.SIGINT)
    stdout, stderr = process.communicate(timeout=30)

    assert (process.returncode, stdout) == (1, "")
    assert "'sleeper'" in stderr
    assert "--no-plugins" in stderr
    assert "Traceback" not in stderr
    passed = subprocess.run(
        [*command, "--no-plugins", "plugins"], env=environment(site), capture_output=True, text=True, check=False
    )
    assert (passed.returncode, passed.stderr) == (0, "")
