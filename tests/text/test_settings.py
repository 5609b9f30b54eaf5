"""What cannot be used of ``vaultkit.toml`` is a problem at its place, and only that keeps its default."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from vaultkit.disk import packaged
from vaultkit.model.settings import (
    DailySettings,
    ObsidianSettings,
    PluginSettings,
    Settings,
    VaultSettings,
    WatchSettings,
    setting,
)
from vaultkit.people.settings import PeopleSettings
from vaultkit.text.daily import DailyNames
from vaultkit.text.globs import matches
from vaultkit.text.settings import read_settings


@dataclass(frozen=True, slots=True)
class Rules:
    days: int = setting(3, "days")
    grace: float = setting(1.5, "grace")


@dataclass(frozen=True, slots=True)
class People:
    folders: tuple[str, ...] = setting(("People",), "folders", path="folder")
    with_: tuple[str, ...] = setting(("with",), "with")
    cadence: int = setting(90, "days", positive=True)
    mentions: bool = setting(default=True, meaning="mentions")
    tiers: Mapping[str, int] = setting({"inner": 14, "close": 30}, "tiers", positive=True)
    kinds: Mapping[str, str] = setting({}, "kinds")
    rules: Rules = field(default_factory=Rules, metadata={"meaning": "rules"})


@dataclass(frozen=True, slots=True)
class Weather:
    city: str = setting("Oslo", "where")


SECTIONS = {"people": People, "plugins.weather": Weather}


def read(text: str, obsidian: ObsidianSettings | None = None) -> Settings:
    return read_settings(text, SECTIONS, obsidian=obsidian)


def test_every_key_is_read() -> None:
    settings = read(
        """
        [vault]
        me = "Ich"
        dashboard = "Start.md"
        ignore = ["Archive/"]
        templates = ["Vorlagen/"]
        writer = "desk"
        [people]
        folders = ["Friends", "Work"]
        with = ["mit"]
        cadence = 60
        mentions = false
        tiers = { close = 21, far = 400 }
        kinds.zoom = "video"
        [people.rules]
        days = 0
        grace = 2
        [daily]
        folder = "Journal"
        format = "YYYY/MM/YYYY-MM-DD"
        types = ["call"]
        [watch]
        debounce = 1
        sweep = 30.5
        [plugins]
        disabled = ["x"]
        [plugins.weather]
        city = "Rome"
        [plugins.x]
        any = 1
        """
    )
    assert settings.problems == ()
    assert settings.vault == VaultSettings("Ich", "Start.md", ("Archive/",), ("Vorlagen/",), "desk")
    assert settings.daily == DailySettings("Journal", "YYYY/MM/YYYY-MM-DD", ("call",))
    assert settings.watch == WatchSettings(1, 30.5)
    assert settings.plugins == PluginSettings(("x",))
    tiers = {"inner": 14, "close": 21, "far": 400}
    people = People(("Friends", "Work"), ("mit",), 60, False, tiers, {"zoom": "video"}, Rules(0, 2.0))  # noqa: FBT003 - in the order of the fields
    assert settings.section(People) == people
    assert settings.section(Weather) == Weather("Rome")
    assert settings.template_folders == ("templates", "Vorlagen")
    assert settings.ignore == ("Archive/",)


def test_without_a_file_the_defaults_hold() -> None:
    settings = read("")
    assert settings == Settings(sections={People: People(), Weather: Weather()}, digest=settings.digest)


PROBLEMS = [
    ("[poeple]\n", "settings-unknown-key", 1, 2, '"people"'),
    ("colour = 1\n", "settings-unknown-key", 1, 1, "take it out"),
    ("[people]\n\n  folder = ['x']\n", "settings-unknown-key", 3, 3, '"folders"'),
    ("[people]\nwith_ = ['x']\n", "settings-unknown-key", 2, 1, '"with"'),
    ("[people.rules]\nday = 1\n", "settings-unknown-key", 2, 1, '"days"'),
    ("[people]\nrules = { grac = 1 }\n", "settings-unknown-key", 2, 11, '"grace"'),
    ("[plugins]\ndisable = ['x']\n", "settings-unknown-key", 2, 1, '"disabled"'),
    ("[plugins.weather]\ntown = 'x'\n", "settings-unknown-key", 2, 1, "take it out"),
    ("[plugins.wether]\ncity = 'x'\n", "settings-unknown-plugin", 1, 10, "Install"),
    ("people = 3\n", "settings-wrong-type", 1, 1, ""),
    ("vault = []\n", "settings-wrong-type", 1, 1, ""),
    ("plugins = 1\n", "settings-wrong-type", 1, 1, ""),
    ("[people]\nrules = 1\n", "settings-wrong-type", 2, 1, ""),
    ("[people]\nfolders = 'x'\n", "settings-wrong-type", 2, 1, ""),
    ("[people]\nfolders = [1]\n", "settings-wrong-type", 2, 1, ""),
    ("[people]\ncadence = '3m'\n", "settings-wrong-type", 2, 1, ""),
    ("[people]\ncadence = 1.5\n", "settings-wrong-type", 2, 1, ""),
    ("[people]\ncadence = true\n", "settings-wrong-type", 2, 1, ""),
    ("[people]\nmentions = 1\n", "settings-wrong-type", 2, 1, ""),
    ("[people]\nmentions = 'yes'\n", "settings-wrong-type", 2, 1, ""),
    ("[people]\ntiers = 3\n", "settings-wrong-type", 2, 1, ""),
    ("[people.tiers]\ngood = 3\nbad = 'x'\n", "settings-wrong-type", 3, 1, ""),
    ("[people.kinds]\nzoom = 3\n", "settings-wrong-type", 2, 1, ""),
    ("[vault]\nme = 2026-11-22\n", "settings-wrong-type", 2, 1, ""),
    ("[watch]\ndebounce = 0\n", "settings-wrong-value", 2, 1, ""),
    ("[watch]\nsweep = -1\n", "settings-wrong-value", 2, 1, ""),
    ("[watch]\nsweep = nan\n", "settings-wrong-value", 2, 1, ""),
    ("[watch]\nsweep = inf\n", "settings-wrong-value", 2, 1, ""),
    ("[people]\ncadence = 0\n", "settings-wrong-value", 2, 1, ""),
    ("[people]\ncadence = 9999999999999999999999999\n", "settings-wrong-value", 2, 1, ""),
    ("[people.tiers]\nnone = 0\n", "settings-wrong-value", 2, 1, ""),
    ("[people.rules]\ndays = -1\n", "settings-wrong-value", 2, 1, ""),
    ("[daily]\nformat = 'YYYY-[W]WW'\n", "settings-wrong-value", 2, 1, ""),
    ("[vault]\nignore = ['ok', '!']\n", "settings-wrong-value", 2, 1, ""),
    ("[people]\ncadence = ninety\n", "settings-syntax", 2, 11, "quotes"),
    ("[people]\ncadence = 3\ncadence = 4\n", "settings-syntax", 3, 12, ""),
    ("[people]\nfolders = ['x'\n", "settings-syntax", 3, 1, ""),
    ("[people\n", "settings-syntax", 1, 8, ""),
    ("[people]\n[people]\n", "settings-syntax", 2, 8, ""),
    ("[people.tiers]\n[people.tiers]\n", "settings-syntax", 2, 14, ""),
    ("x = " + "[" * 100_000, "settings-syntax", 1, 1, ""),
    ("[people]\ncadence = " + "9" * 5_000, "settings-syntax", 2, 11, ""),
    ("[people]\nfolders = [\n" + "9" * 5_000 + "\n]", "settings-syntax", 3, 1, ""),
    ("[people]\ncadence = 0x" + "f" * 5_000, "settings-wrong-value", 2, 1, ""),
    *(
        (f"[vault]\ndashboard = '{path}'\n", "settings-wrong-value", 2, 1, "")
        for path in (
            *(
                "Home",
                "A.txt",
                ".hid/D.md",
                "a/.D.md",
                "x~",
                "a.sync-conflict-x.md",
                "templates/D.md",
                "Templates/D.md",
            ),
            *("", ".md", "a/", "/D.md", "C:/D.md", "../D.md", "a/../D.md", "./D.md", "a//D.md", "a/ /D.md", "a\\D.md"),
        )
    ),
    *(
        (f"[vault]\nme = '{path}'\n", "settings-wrong-value", 2, 1, "")
        for path in ("/etc/me", "../Me", ".me", "People/.Me.md", "C:/Me.md", "a\\b")
    ),
    *(
        (f"[{section}]\n{key} = {before}'{folder}'{after}\n", "settings-wrong-value", 2, 1, "")
        for section, key, before, after in (
            ("people", "folders", "['Friends', ", "]"),
            ("vault", "templates", "[", "]"),
            ("daily", "folder", "", ""),
        )
        for folder in (".h", "/home/x", "../x", "a/..", "a/.b", " .h", "c:/x", "a\\b")
    ),
    ('[people]\nfolders = ["a\\u0000b"]\n', "settings-wrong-value", 2, 1, ""),
    ('[people]\nfolders = ["a\\u2028b"]\n', "settings-wrong-value", 2, 1, ""),
]


@pytest.mark.parametrize(("text", "code", "line", "column", "hint"), PROBLEMS)
def test_what_cannot_be_used_is_a_problem_at_its_place(text: str, code: str, line: int, column: int, hint: str) -> None:
    settings = read(text)
    [problem] = settings.problems
    assert (problem.code, str(problem.location)) == (code, f"vaultkit.toml:{line}:{column}")
    assert hint in (problem.hint or "")
    sound = {People: People(), Weather: Weather()}
    if "good" not in text and "cadence = 3\n" not in text:
        assert settings.sections == sound
        ignore = ("ok",) if "ok" in text else ()
        assert settings.vault == VaultSettings(ignore=ignore)
        assert (settings.daily, settings.watch) == (DailySettings(), WatchSettings())


def test_only_what_cannot_be_used_keeps_its_default() -> None:
    settings = read("[people]\ncadence = ninety\nfolders = ['F']\nmentions = 3\n[people.tiers]\nbad = -1\nfar = 400\n")
    tiers = {"inner": 14, "close": 30, "far": 400}
    assert settings.section(People) == People(folders=("F",), tiers=tiers)
    assert [problem.location.line for problem in settings.problems] == [2, 4, 6]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[people]\n[people]\n", "Cannot declare [people] twice"),
        ("[people.tiers]\n[people.tiers]\n", "Cannot declare [people.tiers] twice"),
        ("people = {}\n[people.tiers]\n", "Cannot declare [people.tiers] twice"),
    ],
)
def test_a_section_is_named_as_it_is_written(text: str, message: str) -> None:
    """Fails without the translation: the standard library's words name a section as ``('people', 'tiers')``."""
    [problem] = read(text).problems
    assert problem.message == message


def test_where_a_fault_may_reach_further_nothing_of_the_file_is_used() -> None:
    settings = read("[vault]\nme = 'X'\n[people\ncadence = 1\n")
    assert [problem.code for problem in settings.problems] == ["settings-syntax"]
    assert settings.vault == VaultSettings()


def test_obsidian_speaks_where_the_file_is_silent() -> None:
    obsidian = ObsidianSettings("Daily", "DD.MM.YYYY", ("Vorlagen",), ("Archive/", "Dra", "/^tmp-/", "a[b"))
    settings = read("[daily]\nfolder = ''\n", obsidian)
    assert settings.daily == DailySettings("", "DD.MM.YYYY")
    assert settings.template_folders == ("templates", "Vorlagen")
    assert settings.problems == ()
    named = ["Archive/x.md", "Drafts/y.md", "tmp-1.md", "a[b]/c.md"]
    assert [
        path for path in [*named, "x/Archive/y.md", "x/tmp-1.md", "ab.md"] if matches(settings.ignore, path)
    ] == named
    assert read("", obsidian).daily == DailySettings("Daily", "DD.MM.YYYY")
    assert read("", ObsidianSettings(daily_format="")).daily == DailySettings()


@given(
    st.lists(st.sampled_from(["YYYY", "MM", "DD", "YY", "D", "[DD]", "W", "-", "/", ".", "_", " ", "x"])).map("".join)
)
def test_a_format_must_name_days(pattern: str) -> None:
    """Fails where what is told of a format without its tokens is not what they say."""
    settings = read(f"[daily]\nformat = '{pattern}'\n")
    is_good = pattern in {"", "YYYY-MM-DD"} or DailyNames("", pattern).names_days
    assert [problem.code for problem in settings.problems] == ([] if is_good else ["settings-wrong-value"])


@pytest.mark.parametrize("filters", ["/(/", "/" + "(" * 500 + ")" * 500 + "/", "/a{99999999999999999999}/", "/\ud800/"])
def test_a_filter_of_obsidian_that_cannot_be_read_is_a_hint(filters: str) -> None:
    [problem] = read("", ObsidianSettings(ignore=(filters,))).problems
    assert (problem.code, problem.location.path) == ("settings-obsidian-filter", ".obsidian/app.json")


def test_the_digest_follows_the_values_and_nothing_else() -> None:
    written = read("[people]\ncadence = 60\n[people.tiers]\nx = 1\ny = 2\n")
    assert written.digest == read("# c\npeople.tiers = {y = 2, x = 1}\npeople.cadence = 60 # c\n").digest
    others = ["", "[people]\ncadence = 61", "[vault]\nme = 'X'", "[watch]\nsweep = 61", "[plugins]\ndisabled = ['x']"]
    others += ["[vault]\ntemplates = ['x']", "[plugins.weather]\ncity = 'x'", "[daily]\nfolder = 'x'"]
    digests = {read(text).digest for text in others} | {written.digest}
    assert len(digests) == len(others) + 1
    assert read("", ObsidianSettings(template_folders=("T",))).digest != read("").digest


@given(text=st.one_of(st.text(), st.lists(st.sampled_from([problem[0][:200] for problem in PROBLEMS])).map("".join)))
def test_no_text_raises(text: str) -> None:
    settings = read(text)
    assert isinstance(settings.section(People), People)
    assert settings.digest
    lines = text.split("\n")
    assert all(1 <= problem.location.line <= len(lines) for problem in settings.problems)


@pytest.mark.parametrize("each", ["", "/", "//", " / "])
def test_a_filter_of_obsidian_that_names_nothing_ignores_nothing(each: str) -> None:
    assert read("", ObsidianSettings(ignore=(each,))).ignore == ()


def test_an_expression_that_python_finds_odd_is_read_without_a_word() -> None:
    settings = read("", ObsidianSettings(ignore=("/[[a]/",)))
    assert settings.problems == ()
    assert matches(settings.ignore, "a.md")


@pytest.mark.parametrize(
    ("key", "path"),
    [
        *(("dashboard", path) for path in ("Home.md", "a b/D.md", "Übersicht.md", "templates.md")),
        *(("me", path) for path in ("", "Me", "Dr. Who", "People/Ada.md", "People/Ada")),
    ],
)
def test_a_path_inside_the_vault_is_taken(key: str, path: str) -> None:
    settings = read(f"[vault]\n{key} = '{path}'\n")
    assert (settings.problems, getattr(settings.vault, key)) == ((), path)


@pytest.mark.parametrize("folder", ["", ".", "/", "Friends", "Friends/", "a/b c", "Über"])
def test_a_folder_of_the_vault_is_taken(folder: str) -> None:
    settings = read(f"[people]\nfolders = ['{folder}']\n[daily]\nfolder = '{folder}'\n")
    assert (settings.problems, settings.section(People).folders) == ((), (folder,))


def test_a_template_folder_of_obsidian_holds_no_dashboard() -> None:
    settings = read("[vault]\ndashboard = 'T/D.md'\n", ObsidianSettings(template_folders=("t",)))
    assert [problem.code for problem in settings.problems] == ["settings-wrong-value"]
    assert settings.vault.dashboard == "Dashboard.md"


@dataclass(frozen=True, slots=True)
class Particular:
    days: int = setting(3, "days")

    def __post_init__(self) -> None:
        """Refuse in its own way."""
        if self.days == 7:
            raise LookupError


def test_a_section_that_refuses_its_values_keeps_its_defaults() -> None:
    settings = read_settings("[plugins.x]\ndays = 7\n", {"plugins.x": Particular})
    assert [(problem.code, problem.location.line) for problem in settings.problems] == [("settings-wrong-value", 1)]
    assert settings.section(Particular) == Particular()


any_text = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=8),
    st.sampled_from(["\ud800", "/(((/", "/[/", "!", "\\", "[a", "../x", "/", "YYYY[", "**/", "re:(", "[:x:]"]),
)


@given(
    obsidian=st.builds(
        ObsidianSettings,
        st.none() | any_text,
        st.none() | any_text,
        st.lists(any_text, max_size=3).map(tuple),
        st.lists(any_text | any_text.map("/{}/".format), max_size=3).map(tuple),
    ),
    text=st.just("") | st.lists(st.sampled_from([problem[0][:200] for problem in PROBLEMS]), max_size=2).map("".join),
)
def test_nothing_that_obsidian_says_raises(obsidian: ObsidianSettings, text: str) -> None:
    settings = read(text, obsidian)
    assert settings.digest
    assert not matches(settings.ignore, "") or settings.ignore
    assert DailyNames(settings.daily.folder, settings.daily.format).day_of("x.md") is None
    str(settings.problems).encode()


@given(
    value=st.recursive(
        st.one_of(st.booleans(), st.integers(), st.floats(), st.text("ab", max_size=2), st.dates()),
        lambda inner: st.lists(inner, max_size=2),
        max_leaves=3,
    )
)
def test_a_key_has_a_value_of_its_kind_whatever_the_file_says(value: object) -> None:
    keys = ("folders", "with", "cadence", "mentions", "tiers", "kinds", "rules")
    people = read(tomlkit.dumps({"people": dict.fromkeys(keys, value)})).section(People)
    for each in fields(People):
        default = getattr(People(), each.name)
        assert isinstance(getattr(people, each.name), type(default))


@pytest.mark.parametrize("depth", range(300, 520, 20))
def test_depth_does_not_raise(depth: int) -> None:
    for text in (f"x = {'[' * depth}{']' * depth}\n", f"x = {'{a = ' * depth}1{'}' * depth}\n"):
        assert [problem.location.line for problem in read(text).problems] == [1]


def test_bytes_that_are_no_text_do_not_raise() -> None:
    assert read("[vault]\nme = 'a\udcffb'\n").vault.me == "a?b"
    assert read("\ufeff[vault]\r\nme = 'x'\r\n").vault.me == "x"


def test_the_shipped_file_names_every_key_with_its_default() -> None:
    text = (Path(packaged.templates()) / "vaultkit.toml").read_text("utf-8")
    sections = {"people": PeopleSettings}
    assert read_settings(text, sections).problems == ()
    lines = [line.removeprefix("# ") if "=" in line else line for line in text.split("\n")]
    full = "\n".join(line for line in lines if not line.startswith(("# ", "zoom", "spoke_last")))
    settings = read_settings(full, sections)
    assert settings.problems == ()
    assert settings.digest == read_settings("", sections).digest
    given = tomllib.loads(full)
    for name, kind in {"vault": VaultSettings, "people": PeopleSettings, "daily": DailySettings}.items():
        assert set(given[name]) == {each.name.rstrip("_") for each in fields(kind)}
    assert set(given["people"]["rules"]) == {each.name for each in fields(type(PeopleSettings().rules))}
    assert set(given["watch"]) == {"debounce", "sweep"}
