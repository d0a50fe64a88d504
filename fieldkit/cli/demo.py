"""`fieldkit demo`: the practice workspace in a window, or the whole job on the console."""

import argparse
import json
import shutil
from collections.abc import Mapping
from pathlib import Path

from fieldkit import paths
from fieldkit.cli import explain, output
from fieldkit.cli.parts import Commands
from fieldkit.cli.pools import notes_in_words
from fieldkit.errors import Bug
from fieldkit.ids import new_uuid
from fieldkit.services import (
    assessment,
    exchange,
    interviews,
    library,
    practice,
    reporting,
    scripts,
    workspaces,
)
from fieldkit.services.workspaces import Workspace

_RULESET = "ilo2012-adult"
_SHOWN = 1  # an invented interview with something to explain


def add_commands(commands: Commands) -> None:
    """Add `demo`."""
    parser = commands.add_parser("demo", help="try fieldkit on invented interviews")
    parser.add_argument("--headless", action="store_true", help="the whole job without a window")
    parser.set_defaults(run=run_demo)


def run_demo(options: argparse.Namespace) -> int:
    """Open the window on the practice workspace, or do the job on the console."""
    if options.headless:
        return _headless()
    folder = workspaces.practice_folder()
    if not practice.is_made(folder):
        output.note("Making the practice workspace with its invented interviews …")
    practice.make(folder).close()
    from fieldkit.ui.app import run

    return run((str(folder),))


def _headless() -> int:
    """Two laptops, one interview played on each, exports, a pool, a table; then all is removed."""
    folder = paths.private_dir(paths.user_folder() / f"demo-{new_uuid()[:8]}")
    try:
        workbooks = [_laptop(folder, name) for name in ("laptop-a", "laptop-b")]
        first = _pooled(folder / "pool-1", workbooks)
        second = _pooled(folder / "pool-2", workbooks[::-1])
        output.print_text("\n5. The same workbooks in the other order give the same pool:")
        output.print_text(f"   {first} {'=' if first == second else '≠'} {second}")
        if first != second:
            raise Bug(detail="pool depends on order")
    finally:
        shutil.rmtree(folder)
    output.print_text("\nAll people and places above are invented. To see the window:")
    output.print_text("python3 packaging/run.py demo")
    return 0


def _laptop(folder: Path, name: str) -> Path:
    with workspaces.create(folder / name, passphrase=None, practice=True) as laptop:
        output.print_text(f"\n1. {name}: a practice workspace, and interviews played into it")
        if name == "laptop-a":
            practice.fill(laptop)
            held = interviews.listed(laptop)
            output.print_text(f"   {len(held)} invented interviews saved, answer by answer")
        else:
            _play_one(laptop)
        out = folder / f"{name}.xlsx"
        report = exchange.export_workbook(laptop, out)
        output.print_text(
            f"\n3. {name}: exported to {report.file}; interviews: {report.interviews}"
        )
    return out


def _play_one(laptop: Workspace) -> None:
    """One interview, so that every step of the way is seen with its score and reasons."""
    script = paths.shipped("resources", "practice", "interviews.json")
    one = json.loads(script.read_text("utf-8"))["interviews"][_SHOWN]
    form = library.load_form(library.find_form(practice.FORM))
    opened = interviews.start(laptop, form, language=one["language"], site=one["site"])
    saved: list[Mapping[str, str | int]] = []
    scripts.play_into(laptop, opened, scripts.check_steps(one), say=saved.append)
    output.print_text(f"   {sum('saved' in line for line in saved)} answers on disk, encrypted")
    output.print_text("\n2. Its score, followed back to the answers:")
    for each in assessment.assess(opened.session):
        explain.print_assessment(each, with_reasons=True, only_present=True)


def _pooled(folder: Path, workbooks: list[Path]) -> str:
    with workspaces.create_pool(folder, passphrase=None, practice=True) as pool:
        report = exchange.pool_add(pool, workbooks)
        if folder.name == "pool-1":
            output.print_text(
                f"\n4. Pooled: {report.files} workbooks, {report.new} records new, "
                f"{report.known} known, {report.conflicts} conflicts"
            )
            table = reporting.analyse(pool, _RULESET, kind="criteria", by="site")
            output.print_table(table.columns, table.rows)
            for text in notes_in_words(table.notes):
                output.print_text(f"   {text}")
        return report.content_sha256
