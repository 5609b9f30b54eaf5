"""One command run again and again, each time with another call of the file system that goes wrong.

``python fault_loop.py FOLDER COMMAND error|short|kill STEP`` prints a JSON line for every call that goes wrong: every
STEP-th, and of those that write every one (STEP 1) or every other: which it was, how the command ended, and what was
wrong with what it left.
"""

import errno
import io
import json
import os
import re
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, cast

from fault_commands import COMMANDS, LATER, Command, Words, fill, runner

from vaultkit.disk.journal import Journal
from vaultkit.disk.state import state_folder
from vaultkit.plugins.host import Host

Fault = Literal["error", "short", "kill"]
Files = dict[str, bytes]

WRITING = ("write", "fsync", "replace", "rename", "link", "unlink", "mkdir", "rmdir", "chmod", "chown", "utime",
           "ftruncate", "setxattr", "makes")  # fmt: skip
READING = ("open", "close", "read", "stat", "lstat", "fstat", "listdir", "scandir", "readlink", "listxattr",
           "getxattr")  # fmt: skip
PARTS = ("vault", "state", "cache")
ERRORS = (errno.ENOSPC, errno.EIO, errno.EACCES)
BLOCKS = re.compile(rb"(<!-- vaultkit:begin (\S+).*?-->\n).*?(<!-- vaultkit:end \2 -->\n)", re.DOTALL)


class FileSystem:
    """The system's calls, counted; the n-th of those that the fault is about goes wrong.

    Whatever is killed at a call that reads has left the same as one that is killed at the next call that writes, so
    these alone are counted then.
    """

    def __init__(self, fault: Fault, number: int, seen: Callable[[], None] = lambda: None) -> None:
        """Stand before the system from now on; ``seen`` is called after each call that counts."""
        self.calls: list[str] = []
        self.is_on = True
        self._fault = fault
        self._number = number
        self._seen = seen
        for name in (*WRITING, *READING):
            if hasattr(os, name):
                self._watch(os, name)
        self._watch(io, "open")

    def _watch(self, module: Any, name: str) -> None:  # noqa: ANN401 -- os and io
        real = (lambda _: None) if name == "fsync" else getattr(module, name)  # no power fails here, and it is slow

        def call(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 -- whatever the real one takes
            said = "makes" if name == "open" and makes(arguments) else name
            if not self.is_on or not self._counts(said):
                return real(*arguments, **named)
            self.calls.append(said)
            if len(self.calls) == self._number:
                return self._go_wrong(name, real, arguments, named)
            done = real(*arguments, **named)
            self._seen()
            return done

        setattr(module, name, call)

    def _counts(self, name: str) -> bool:
        if self._fault == "short":
            return name in {"read", "write"}
        return self._fault == "error" or name in WRITING

    def _go_wrong(self, name: str, real: Callable[..., Any], arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:  # noqa: ANN401 -- whatever the real one gives
        if self._fault == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if self._fault == "short":
            return real(arguments[0], arguments[1][:1] if name == "write" else min(1, arguments[1]))
        if name == "close":
            real(*arguments, **named)
        number = ERRORS[len(self.calls) % len(ERRORS)]
        raise OSError(number, os.strerror(number))


class Loop:
    """A command, the vault that it is run in, and what it leaves when all goes well."""

    def __init__(self, folder: Path, name: str) -> None:
        """Run the command once, to know what it comes to."""
        self.folder = folder
        self.vault = folder / "vault"
        os.environ["VAULTKIT_STATE_DIR"] = str(folder / "state")
        os.environ["VAULTKIT_CACHE_DIR"] = str(folder / "cache")
        host = Host.load(built_in_only=True)
        self.command: Command = COMMANDS[name]
        self._execute = runner(self.vault, host)
        self.vault.mkdir(parents=True)
        fill(self.vault, name)
        for words in (*self.command.before, self.command.words, LATER):
            self._execute(words)  # So that what is imported late is there before the children are born.
        self._clear()
        fill(self.vault, name)
        for words in self.command.before:
            assert self.run(words)[0] == 0
        for part in PARTS:
            if (folder / part).exists():
                shutil.copytree(folder / part, folder / "first" / part)
        self.before = files(self.vault)
        self.journal_before = self._journal()
        self.versions = self._versions()
        self.done = files(self.vault)
        assert self.done != self.before
        assert self.run(LATER)[0] == 0
        self.done_and_later = files(self.vault)

    def restore(self) -> None:
        """Put everything back as it was before the command."""
        self._clear()
        for part in PARTS:
            if (self.folder / "first" / part).exists():
                shutil.copytree(self.folder / "first" / part, self.folder / part)

    def _clear(self) -> None:
        for part in PARTS:
            shutil.rmtree(self.folder / part, ignore_errors=True)

    def run(self, words: Words, fault: Fault = "error", number: int = 0) -> tuple[int, str, list[str]]:
        """Run a command in a child; return its exit code (negative where it was killed), stderr, and its calls."""
        answer = self.folder / "answer.json"
        answer.unlink(missing_ok=True)
        child = os.fork()
        if not child:
            system = FileSystem(fault, number)
            code, said = self._execute(words)
            system.is_on = False
            answer.write_text(json.dumps([code, said, system.calls]))
            os._exit(0)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if status != 0:
            return status, "", []
        code, said, calls = json.loads(answer.read_text())
        return code, said, calls

    def _versions(self) -> dict[str, set[bytes | None]]:
        """Run the command and return every version of every file that was there at any moment, less blocks' text."""
        shown = self.folder / "versions.json"
        child = os.fork()
        if not child:
            found: list[dict[str, str]] = []

            def look() -> None:
                system.is_on = False
                now = {path: data.hex() for path, data in without_blocks(files(self.vault)).items()}
                found.extend([now] if now not in found else [])
                system.is_on = True

            system = FileSystem("kill", 0, look)
            assert self._execute(self.command.words)[0] == 0
            system.is_on = False
            shown.write_text(json.dumps(found))
            os._exit(0)
        assert os.waitpid(child, 0)[1] == 0
        moments = [without_blocks(self.before)]
        moments += [
            {path: bytes.fromhex(data) for path, data in each.items()} for each in json.loads(shown.read_text())
        ]
        paths = {path for moment in moments for path in moment if not is_temporary(path)}
        return {path: {moment.get(path) for moment in moments} for path in paths}

    def wrong(self, code: int, said: str, call: str) -> list[str]:
        """Return what is wrong with what a run has left, and with what the next one makes of it.

        ``call`` is the one that failed: an empty folder that the system does not let go is no reason to fail.
        """
        found: list[str] = []
        now = files(self.vault)
        bare = {path: data for path, data in without_blocks(now).items() if not is_temporary(path)}
        found += [f"corrupt: {path}" for path, data in bare.items() if data not in self.versions.get(path, ())]
        found += [
            f"lost: {path}" for path, versions in self.versions.items() if path not in bare and None not in versions
        ]
        if code >= 0:
            found += [f"left: {path}" for path in now if is_temporary(path)]
            found += [f"a bug: {said}"] if "a bug" in said or "Traceback" in said else []
        if code > 0 and self.command.whole and bare != without_blocks(self.before):
            found.append(f"said that it failed, and has written: {said}")
        is_done = bare == without_blocks(self.done)
        if code == 0 and not is_done:
            if self.command.partly and self.command.partly in said:
                return found
            found.append("said that it is done, and is not")
        if now == self.before and self._journal() == self.journal_before:
            return found  # Nothing at all has happened, so that nothing can be amiss the next time.
        return found + self._again(is_done, call == "rmdir")

    def _journal(self) -> bytes:
        place = state_folder(self.vault) / "journal.jsonl"
        return place.read_bytes() if place.exists() else b""

    def _again(self, is_done: bool, may_leave_folders: bool) -> list[str]:  # noqa: FBT001 -- what is known
        """Do what comes next: the same command if it is not done, else another; nothing is lost and nothing doubled."""
        code, said, _ = self.run(LATER if is_done else self.command.words)
        now = files(self.vault)
        found = [] if code == 0 else [f"the next run failed: {said}"]
        wanted = self.done_and_later if is_done else self.done
        others = sorted(path for path in now.keys() | wanted.keys() if now.get(path) != wanted.get(path))
        if [path for path in others if not (may_leave_folders and path.endswith("/"))]:
            found.append(f"not healed: {others}")
        states = {entry.state for entry in Journal(state_folder(self.vault) / "journal.jsonl").entries()}
        return found + (["the journal has an open end"] if "planned" in states else [])


def is_temporary(path: str) -> bool:
    return Path(path).name.startswith(".vaultkit-")


def files(root: Path) -> Files:
    """Return the bytes of every file; of a folder with nothing in it, none."""
    found: Files = {}
    for folder, folders, names in os.walk(root):
        for name in names:
            place = Path(folder) / name
            found[str(place.relative_to(root))] = place.read_bytes()
        if not folders and not names:
            found[f"{Path(folder).relative_to(root)}/"] = b""
    return found


def without_blocks(found: Files) -> Files:
    return {path: BLOCKS.sub(rb"\1\3", data) for path, data in found.items() if not path.endswith("/")}


def makes(arguments: tuple[Any, ...]) -> bool:
    """Return whether a file is opened that may not be there yet."""
    return len(arguments) > 1 and isinstance(arguments[1], int) and bool(arguments[1] & os.O_CREAT)


def chosen(calls: list[str], step: int) -> list[int]:
    """Return the numbers of the calls that shall go wrong, from 1: a step above 1 takes fewer of those that read."""
    writes = [number for number, name in enumerate(calls, 1) if name in WRITING]
    return sorted({*range(1, len(calls) + 1, step), *writes[:: 1 if step == 1 else 2 + step // 30]})


def main() -> None:
    """Go through the calls."""
    folder, name, fault, step = Path(sys.argv[1]), sys.argv[2], cast("Fault", sys.argv[3]), int(sys.argv[4])
    loop = Loop(folder, name)
    loop.restore()
    calls = loop.run(loop.command.words, fault)[2]
    for number in chosen(calls, step):
        loop.restore()
        code, said, made = loop.run(loop.command.words, fault, number)
        # Two runs are not the same to the call: which one failed is known for sure of one that has ended.
        call = (made or calls)[number - 1] if number <= len(made or calls) else ""
        answer = {"number": number, "call": call, "code": code, "wrong": loop.wrong(code, said, call)}
        sys.stdout.write(f"{json.dumps(answer)}\n")


if __name__ == "__main__":
    main()
