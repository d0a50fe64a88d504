"""The reasons of one criterion in words."""

from pathlib import Path

from fieldkit.services import assessment, interviews, library, workspaces
from fieldkit.services.explanation import MOST_SETS
from fieldkit.ui.score.reasons import criterion_html


def test_an_interview_just_begun_does_not_list_hundreds_of_ways_to_settle_it(
    qapp: object, tmp_path: Path
) -> None:
    with workspaces.create(tmp_path / "w", passphrase=None, practice=True) as made:
        form = library.load_form(library.find_form("adult-worker"))
        session = interviews.start(made, form, language="", site="S1").session
        assessed = next(
            one for one in assessment.assess(session) if one.ruleset.id == "ilo2012-adult"
        )

    widest = max(assessed.criteria, key=lambda lines: len(lines.result.settled_by))
    said = criterion_html(widest, assessed)

    left = len(widest.result.settled_by) - MOST_SETS
    assert left > 100
    assert f"More such sets: {left}" in said
    assert said.count(" together with ") == MOST_SETS
