"""The marks of a form's words: what they become, and that nothing else gets through."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.interview.marks import html_words, plain_words, tidy

OURS = {"b", "i", "u", "span", "br"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("# Your farm", "<b>Your farm</b>"),
        ("**Stop.** Go *on*", "<b>Stop.</b> Go <i>on</i>"),
        ("__Stop.__ Go _on_", "<b>Stop.</b> Go <i>on</i>"),
        ("<strong>Stop</strong> <em>or</em> <u>go</u>", "<b>Stop</b> <i>or</i> <u>go</u>"),
        ("*all __of__ it*", "<i>all <b>of</b> it</i>"),
        ("**two\nlines**", "<b>two<br>lines</b>"),
        ('<span style="color:red">red</span>', '<span style="color:red">red</span>'),
        ('<font color="#0A0">green</font>', '<span style="color:#0a0">green</span>'),
        ("<b>never closed", "<b>never closed</b>"),
        ("<i><b>crossed</i></b>", "<i><b>crossed</b></i>"),
        ("[**the farm**](https://farm.example)", "<b>the farm</b> (https://farm.example)"),
    ],
)
def test_a_mark_becomes_its_tag(text: str, shown: str) -> None:
    assert html_words(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("a_farm_name", "a_farm_name"),
        (r"\# no heading \*at all\*", "# no heading *at all*"),
        ("- rye\n- oats", "• rye\n• oats"),
        ("1. rye\n2. oats", "1. rye\n2. oats"),
        ("one<br/>two", "one\ntwo"),
        ("5 < 6 & 7 > 3", "5 < 6 & 7 > 3"),
        ("[the farm](https://farm.example)", "the farm (https://farm.example)"),
        ("<script>run()</script>", "<script>run()</script>"),
    ],
)
def test_words_without_marks_stay_words(text: str, shown: str) -> None:
    assert html_words(text) is None
    assert tidy(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "**<img src=x onerror=run()>**",
        "<span onclick='run()' style='color:blue; background:url(http://x.example/)'>x</span>",
        "<b><a href='http://x.example/'>here</a></b>",
        "**[x](javascript:run())**",
        "<span style='color:expression(run())'>x</span>",
    ],
)
def test_nothing_that_loads_leads_or_runs_gets_through(text: str) -> None:
    found = Tags.of(html_words(text) or "")

    assert set(found) <= OURS
    assert all(re.fullmatch(r"color:[#a-z0-9]+", style) for style in Tags.styles)


def test_spoken_words_have_no_marks() -> None:
    assert plain_words("## **Stop.**\nGo *on*, <u>now</u>") == "Stop. Go on, now"


@given(st.text(st.sampled_from("ab *_#<>/bius\n\\[]()-=\"'&;:pan"), max_size=40))
def test_any_words_become_balanced_tags_of_ours(text: str) -> None:
    shown = html_words(text) or ""

    assert set(Tags.of(shown)) <= OURS
    assert Tags.opened == []


@given(st.text(max_size=40))
def test_marks_never_break_on_any_text(text: str) -> None:
    assert "\n" not in (html_words(text) or "")
    assert isinstance(plain_words(text), str)


class Tags(HTMLParser):
    """Every tag of a text, those still open at its end, and every style."""

    opened: list[str]
    styles: list[str]

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        Tags.opened, Tags.styles = [], []

    @classmethod
    def of(cls, text: str) -> list[str]:
        parser = cls()
        parser.feed(text)
        parser.close()
        return parser.seen

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        assert {name for name, _ in attrs} <= {"style"}
        Tags.styles.extend(value or "" for _, value in attrs)
        if tag != "br":
            Tags.opened.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert Tags.opened.pop() == tag
