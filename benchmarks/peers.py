"""Other programs that do some of the same: installed into an environment of their own, and measured in the same run."""

import shutil
import subprocess
import sys
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PYTHON_PEERS = ("obsidiantools", "khard")
NODE_PEERS = ("gray-matter", "markdown-it")
OBSIDIANTOOLS = """
import sys, time, warnings
warnings.simplefilter("ignore")
import obsidiantools.api
from pathlib import Path
began = time.perf_counter()
obsidiantools.api.Vault(Path(sys.argv[1])).connect()
print(time.perf_counter() - began)
"""
NODE_LOOP = """
const fs = require("fs"), path = require("path");
const matter = require("gray-matter"), markdown = require("markdown-it")();
function notes(folder) {
  return fs.readdirSync(folder, {withFileTypes: true}).flatMap((entry) =>
    entry.name.startsWith(".") ? [] :
    entry.isDirectory() ? notes(path.join(folder, entry.name)) :
    entry.name.endsWith(".md") ? [path.join(folder, entry.name)] : []);
}
const began = process.hrtime.bigint();
for (const note of notes(process.argv[2])) {
  markdown.parse(matter(fs.readFileSync(note, "utf8"), {}).content, {});
}
console.log(Number(process.hrtime.bigint() - began) / 1e9);
"""
CARD = "BEGIN:VCARD\nVERSION:3.0\nUID:ada\nFN:Ada Lovelace\nN:Lovelace;Ada;;;\nEND:VCARD\n"


@dataclass(frozen=True)
class Peers:
    """Where the peers were installed; None for those that could not be."""

    python: Path | None
    node: Path | None
    folder: Path

    def obsidiantools(self, vault: Path) -> float:
        """Return the seconds in which obsidiantools connects a vault, imports left out."""
        return _number([str(self.python), "-c", OBSIDIANTOOLS, str(vault)], self.folder)

    def node_loop(self, vault: Path) -> float:
        """Return the seconds in which gray-matter and markdown-it read all notes, imports left out."""
        return _number(["node", "-e", NODE_LOOP, "-", str(vault)], self.node or self.folder)

    def khard(self) -> list[str]:
        """Return the command line of khard that lists an address book of one."""
        book = self.folder / "book"
        book.mkdir(exist_ok=True)
        (book / "ada.vcf").write_text(CARD, "utf-8")
        settings = self.folder / "khard.conf"
        settings.write_text(f"[addressbooks]\n[[friends]]\npath = {book}\n", "utf-8")
        return ["-m", "khard", "-c", str(settings), "list"]


def installed(folder: Path) -> Peers:
    """Install what is missing into the folder; say so where that cannot be done, and go on without."""
    folder.mkdir(parents=True, exist_ok=True)
    return Peers(_python(folder / "python"), _node(folder / "node"), folder)


def _python(place: Path) -> Path | None:
    """Return the Python that has the peers."""
    python = place / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    if not python.exists():
        venv.create(place, with_pip=True)
    wanted = "import khard, obsidiantools.api"
    if _works([str(python), "-W", "ignore", "-c", wanted], place):
        return python
    print(f"installing {', '.join(PYTHON_PEERS)} into {place}", file=sys.stderr)
    if _works([str(python), "-m", "pip", "install", "-q", *PYTHON_PEERS], place):
        return python
    print("no network, or no package index: the rows against these are left out", file=sys.stderr)
    return None


def _node(place: Path) -> Path | None:
    """Return the folder that has the peers of Node.js."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        print("no Node.js here: the row against gray-matter and markdown-it is left out", file=sys.stderr)
        return None
    place.mkdir(exist_ok=True)
    if all((place / "node_modules" / name).exists() for name in NODE_PEERS):
        return place
    print(f"installing {', '.join(NODE_PEERS)} into {place}", file=sys.stderr)
    if _works([npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(place), *NODE_PEERS], place):
        return place
    print("no network, or no package registry: the row against these is left out", file=sys.stderr)
    return None


def _works(command: Sequence[str], folder: Path) -> bool:
    """Run a command; return whether it succeeded."""
    return subprocess.run(command, cwd=folder, check=False, capture_output=True).returncode == 0  # noqa: S603 - our own lines


def _number(command: Sequence[str], folder: Path) -> float:
    """Run a command and return the number that it prints."""
    ended = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)  # noqa: S603 - our own lines
    return float(ended.stdout.split()[-1])
