"""The ``[people]`` section of the settings (docs/settings.md), and each number of the rules by name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from vaultkit.api import setting

BUILT_IN_TIERS: Mapping[str, int] = MappingProxyType(
    {"inner": 14, "close": 30, "casual": 90, "warm": 180, "outer": 365}
)
LOG_HEADINGS = ("Interactions", "Log", "Interaction log", "History", "Timeline")
WITH = ("with",)
_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Rules:
    """``[people.rules]``: the numbers of the rules; days unless they say otherwise."""

    contact_days: int = setting(3, "days of contact that make communication")
    contact_window: int = setting(365, "days in which they must lie, at the least")
    contact_cadences: float = setting(4.0, "the same in cadences; the longer of the two holds")
    grace: float = setting(1.5, "cadences that may pass since the last contact")
    topic_days: int = setting(2, "days on which one topic must stand to be common ground")
    talk_days: int = setting(2, "days of talk after the first contact that are a sign of trust from them")
    new_contact_window: int = setting(30, "days for which somebody counts as a new contact")
    follow_up_after: int = setting(3, "days after the first contact when following up is due")
    rhythm_fewest: int = setting(3, "gaps between contacts that make a rhythm, at the least")
    rhythm_most: int = setting(30, "gaps that are looked at, at the most")
    rhythm_span: int = setting(21, "days that these gaps must reach together")
    drift_factor: float = setting(2.0, "rhythms of silence after which somebody drifts")
    drift_margin: int = setting(14, "days of silence beyond the rhythm after which somebody drifts; the longer holds")
    drift_end_factor: float = setting(12.0, "rhythms of silence after which it has ended")
    drift_end_margin: int = setting(90, "days of silence beyond the rhythm after which it has ended")
    birthday_window: int = setting(28, "coming days in which birthdays are shown")
    week: int = setting(7, "days that the block `people.week` shows, today among them")


@dataclass(frozen=True, slots=True)
class PeopleSettings:
    """``[people]``: who is a person, and how their log is read."""

    folders: tuple[str, ...] = setting(("People",), "people folders, with all below them", path="folder")
    tags: tuple[str, ...] = setting(("person", "people"), "tags in the front matter that make a note a person")
    types: tuple[str, ...] = setting(("person", "contact"), "`type` values that make a note a person")
    categories: tuple[str, ...] = setting(("People",), "`categories` that make a note a person")
    exclude: tuple[str, ...] = setting((), "globs of notes that are no people")
    log_headings: tuple[str, ...] = setting(
        LOG_HEADINGS, "headings of the log; yours are added to these, and your first one heads a new log"
    )
    with_: tuple[str, ...] = setting(WITH, 'words for "with" in your language; yours are added to this one')
    cadence: int = setting(90, "days, for those who have no cadence of their own", positive=True)
    mentions: bool = setting(default=True, meaning="links in dated notes count as contact")
    exclude_headings: tuple[str, ...] = setting(
        (), "headings under which nothing in dated notes counts, and dated lists in people's notes are no log"
    )
    remember: bool = setting(default=False, meaning="show the birthdays of the deceased")
    tiers: Mapping[str, int] = setting(BUILT_IN_TIERS, "tiers and their days; yours are added to these", positive=True)
    kinds: Mapping[str, str] = setting(_NONE, "your own names for kinds of interaction")
    properties: Mapping[str, str] = setting(_NONE, "your own names for properties")
    rules: Rules = field(default_factory=Rules, metadata={"meaning": "the numbers of the rules"})

    @property
    def all_log_headings(self) -> tuple[str, ...]:
        """The headings of the log: one's own, and the built-in ones, which always hold."""
        return tuple(dict.fromkeys((*self.log_headings, *LOG_HEADINGS)))

    @property
    def with_words(self) -> tuple[str, ...]:
        """The words for "with": one's own, and the built-in one."""
        return tuple(dict.fromkeys((*self.with_, *WITH)))
