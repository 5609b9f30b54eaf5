"""Over generated vaults: after a rename every link leads where it led, and nothing but links has changed."""

import os
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from relink_vaults import FOLDERS, NAMES, after, moment_of, vaults

from vaultkit.errors import NameTakenError, RefusedEditError
from vaultkit.model.index import Index, fold_path
from vaultkit.text.comments import links_in_comments
from vaultkit.text.parse import parse
from vaultkit.text.rename import plan_rename

MANY = int(os.environ.get("VAULTKIT_TEST_RENAMES", "500"))
_HIDDEN = re.compile(rb"~~~\r?\n.*?~~~|`[^`\n]*`|\$\$\r?\n.*?\$\$|%% Begin tool %%.*?%% End tool %%", re.DOTALL)
_TARGETS = re.compile(rb"[\"']?\[\[[^\]\n]*\]\][\"']?|\]\((?:<[^>\n]*>|[^)\s]*)")


def check_rename(files: dict[str, bytes], old: str, new: str) -> None:
    """Rename, and look at every link and every byte."""
    moment = moment_of(files)
    try:
        plan = plan_rename(moment, old, new)
    except NameTakenError:
        assert any(fold_path(path) == fold_path(new) for path in files if path != old)
        return
    except RefusedEditError:
        return
    result = after(files, plan)
    assert result.keys() == (files.keys() - {old}) | {new}
    index = Index.of(parse(path, data) for path, data in result.items())
    for path, data in files.items():
        there = new if path == old else path
        before, now = moment.index.notes[path], index.notes[there]
        hidden = links_in_comments(before, data), links_in_comments(now, result[there])
        for links, others in ((before.links, now.links), hidden):
            for one, other in zip(links, others, strict=True):
                led, leads = moment.index.resolve(one.target, path), index.resolve(other.target, there)
                assert leads == (new if led == old else led) or (led is None and leads == new)
                assert (one.heading, one.shown, one.embed) == (other.heading, other.shown, other.embed)
                if led is None and there.rpartition("/")[0] == path.rpartition("/")[0]:
                    assert one.source == other.source
        assert _HIDDEN.findall(data) == _HIDDEN.findall(result[there])
        assert _TARGETS.sub(b"L", data) == _TARGETS.sub(b"L", result[there])


@given(vaults(), st.data())
@settings(max_examples=60)
def test_every_link_leads_where_it_led(files: dict[str, bytes], data: st.DataObject) -> None:
    old = data.draw(st.sampled_from(sorted(files)))
    folder = data.draw(st.sampled_from((old.rpartition("/")[0], old.rpartition("/")[0], *FOLDERS)))
    name = data.draw(st.sampled_from((*NAMES, "Eve", old.rpartition("/")[2].removesuffix(".md").swapcase())))
    check_rename(files, old, f"{folder.rstrip('/')}/{name}.md".lstrip("/"))


@pytest.mark.slow
@given(vaults(), st.data())
@settings(max_examples=MANY)
def test_every_link_of_many_vaults_leads_where_it_led(files: dict[str, bytes], data: st.DataObject) -> None:
    old = data.draw(st.sampled_from(sorted(files)))
    folder = data.draw(st.sampled_from((old.rpartition("/")[0], *FOLDERS)))
    name = data.draw(st.sampled_from((*NAMES, "Eve")))
    check_rename(files, old, f"{folder.rstrip('/')}/{name}.md".lstrip("/"))
