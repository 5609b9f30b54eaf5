"""The texts by which a system's own manager runs the watcher: a systemd unit, a launchd agent, a Windows task."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from html import escape

from vaultkit.errors import ServiceError
from vaultkit.model.visible import visible

RESTART_AFTER = 30
"""Seconds before a watcher that failed is started again."""
RESTARTS = 20
"""How often that happens within an hour before the manager gives up, where it can be told."""
NICE = 10
"""How far behind other programs the watcher stands."""

_UNSEALED = "0" * 64
_SEAL = "Written by `vaultkit service install`, which knows by this sum that it is as written: sha256 {}"
_SEALED = re.compile(re.escape(_SEAL).replace(re.escape("{}"), "([0-9a-f]{64})"))
_NOT_IN_XML = re.compile("[^\t\n -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# What systemd (252, ``string_is_safe``) refuses in the path of a program, however it is quoted.
_UNSAFE_PROGRAM = re.compile(r"[\"'\\]|[^ -~\u00a0-\ud7ff\ue000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Service:
    """What is to be run: the manager's ``name`` for it, the ``vault`` that it watches, the command with its words.

    ``command`` begins with the absolute path of a program; ``environment`` holds variables besides the manager's own.
    """

    name: str
    vault: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)


def systemd_unit(service: Service) -> bytes:
    """Return a unit for systemd's user manager.

    Rules: systemd.service(5), "Command lines", and systemd.syntax(7). Every word is quoted, ``%`` is doubled against
    specifiers, and the ``:`` before the program (systemd 244) leaves ``$`` as it is. Raises ServiceError for a
    program's path that systemd refuses, and for a variable that is no text.
    """
    program, *words = service.command
    if _UNSAFE_PROGRAM.search(program):
        raise ServiceError(f"systemd runs no program of such a name: {visible(program)}")
    for name, value in service.environment.items():
        if not _is_text(value):
            raise ServiceError(f"systemd takes no such value for {name}: {visible(value)}")
    variables = [f"Environment={_quoted(f'{name}={value}')}" for name, value in service.environment.items()]
    described = visible(service.vault).replace("%", "%%")
    lines = [
        f"# {_SEAL.format(_UNSEALED)}",
        "[Unit]",
        f'Description=vaultkit watches the vault "{described}"',
        "StartLimitIntervalSec=3600",
        f"StartLimitBurst={RESTARTS}",
        "",
        "[Service]",
        "Type=exec",
        f"ExecStart=:{' '.join(map(_quoted, (program, *words)))}",
        *variables,
        "Restart=on-failure",
        f"RestartSec={RESTART_AFTER}",
        "# A wrong option stays wrong.",
        "RestartPreventExitStatus=2",
        f"Nice={NICE}",
        "NoNewPrivileges=yes",
        "# It keeps a log of its own; only what stops it goes to the journal.",
        "StandardOutput=null",
        "StandardError=journal",
        "",
        "[Install]",
        "WantedBy=default.target",
        "",
    ]
    return _sealed("\n".join(lines).encode())


def launchd_agent(service: Service) -> bytes:
    """Return a property list for launchd, whose label is the service's name.

    Rules: launchd.plist(5). launchd knows no limit of restarts, only a time between them. Raises ServiceError for
    what XML cannot hold.
    """
    import plistlib  # noqa: PLC0415 - brings an XML parser, which no other command needs

    for words in (*service.command, *service.environment.values()):
        _check_xml(words)
    agent: dict[str, object] = {"Label": service.name, "ProgramArguments": list(service.command)}
    if service.environment:
        agent["EnvironmentVariables"] = dict(service.environment)
    agent |= {
        "RunAtLoad": True,
        "KeepAlive": {"SuccessfulExit": False},
        "ThrottleInterval": RESTART_AFTER,
        "Nice": NICE,
        "ProcessType": "Background",
    }
    first, _, rest = plistlib.dumps(agent, sort_keys=False).decode().partition("\n")
    return _sealed(f"{first}\n<!-- {_SEAL.format(_UNSEALED)} -->\n{rest}".encode())


def windows_task(service: Service, arguments: str, user: str) -> bytes:
    """Return a task for Windows' task scheduler, in UTF-16 as ``schtasks`` reads it.

    ``arguments`` are the words after the program as one command line, ``user`` whose logon starts it. Rules: the Task
    Scheduler Schema 1.2. The scheduler puts variables in place of ``%NAME%`` and ``$(Arg0)``, and nothing keeps it
    from that. Raises ServiceError for words with these, and for what XML cannot hold.
    """
    for word in (*service.command, user):
        _check_xml(word)
        if "%" in word or "$(" in word:
            raise ServiceError(f"the task scheduler would take a part of this for a variable: {visible(word)}")
    text = _TASK.format(
        seal=_SEAL.format(_UNSEALED),
        vault=escape(visible(service.vault), quote=False),
        user=escape(user, quote=False),
        restarts=RESTARTS,
        program=escape(service.command[0], quote=False),
        arguments=escape(arguments, quote=False),
    )
    return _sealed(text.encode("utf-16"))


_TASK = """\
<?xml version="1.0" encoding="UTF-16"?>
<!-- {seal} -->
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>vaultkit watches the vault "{vault}"</Description>
  </RegistrationInfo>
  <Triggers>
    <LogonTrigger>
      <Enabled>true</Enabled>
      <UserId>{user}</UserId>
    </LogonTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">
      <UserId>{user}</UserId>
      <LogonType>InteractiveToken</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <Priority>8</Priority>
    <Hidden>true</Hidden>
    <Enabled>true</Enabled>
    <RestartOnFailure>
      <Interval>PT1M</Interval>
      <Count>{restarts}</Count>
    </RestartOnFailure>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>{program}</Command>
      <Arguments>{arguments}</Arguments>
    </Exec>
  </Actions>
</Task>
"""


def _check_xml(word: str) -> None:
    """Refuse a word with characters that XML cannot hold, or whose line ends it would change."""
    if _NOT_IN_XML.search(word):
        raise ServiceError(f"no file of this system's manager can hold {visible(word)}")


def is_as_written(data: bytes) -> bool:
    """Return whether these bytes are what one of the functions above has returned, and nobody changed them since."""
    text = _text(data)
    seal = _SEALED.search(text)
    if seal is None:
        return False
    before = text[: seal.start(1)] + _UNSEALED + text[seal.end(1) :]
    return seal[1] == sha256(before.encode()).hexdigest()


def unit_text(data: bytes) -> str:
    """Return a unit's bytes as text, to be shown."""
    return _text(data).rstrip("\n")


def _text(data: bytes) -> str:
    """Return a unit's text; tasks are UTF-16 with a mark, the others UTF-8."""
    encoding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8"
    return data.decode(encoding, "replace")


def _sealed(data: bytes) -> bytes:
    """Return a unit with its own sum in it, by which a later run knows that it may be replaced or removed."""
    text = _text(data)
    sealed = text.replace(_UNSEALED, sha256(text.encode()).hexdigest(), 1)
    return sealed.encode("utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8")


def _quoted(word: str) -> str:
    """Return a word as systemd reads it: in quotes, with C's escapes for what is not to be seen, each ``%`` doubled."""
    return f'"{"".join(map(_escaped, word))}"'


def _escaped(letter: str) -> str:
    if letter in {'"', "\\"}:
        return f"\\{letter}"
    if letter == "%":
        return "%%"
    if letter.isprintable():
        return letter
    return "".join(f"\\x{byte:02x}" for byte in letter.encode("utf-8", "surrogateescape"))


def _is_text(value: str) -> bool:
    """Return whether a value can be written in UTF-8."""
    return not any("\ud800" <= letter <= "\udfff" for letter in value)
