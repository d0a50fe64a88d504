"""The first sheet of a workbook: what each sheet is, how to read it, what not to conclude."""

from collections.abc import Iterator
from typing import Final

from fieldkit.dataset.codebook import CODEBOOK
from fieldkit.dataset.export import Export
from fieldkit.dataset.flatten import INDICATORS, JUDGEMENTS, SCORES
from fieldkit.dataset.schema import ROOT_TABLE
from fieldkit.dataset.sheets import Column, Role, Row, Sheet
from fieldkit.records import Address, InterviewState
from fieldkit.xforms.model import Control

ABOUT: Final = "about"

_Line = tuple[str | None, str | None, str | None]

_PRACTICE: Final[_Line] = (
    "PRACTICE",
    "Invented interviews from a practice workspace. Do not use as findings.",
    "УЧЕБНЫЕ ДАННЫЕ: интервью вымышлены. Не использовать как результаты.",
)
_SHEETS: Final[tuple[_Line, ...]] = (
    (
        ROOT_TABLE,
        "One row for each interview. A code stands in the column of its question; words in each "
        "language stand beside it.",
        "Одна строка на интервью. В столбце вопроса стоит код, рядом слова на каждом языке.",
    ),
    (
        INDICATORS,
        "One row for each interview: 1 present, 0 absent, blank unknown. Blank never means no.",
        "Одна строка на интервью: 1 есть, 0 нет, пусто неизвестно. Пусто никогда не значит «нет».",
    ),
    (
        SCORES,
        "Result by ruleset and criterion: met, not_met or undetermined; how many indicators are "
        "present, absent and unknown; which would settle what is undetermined.",
        "Результат по набору правил и критериям: met (выполнен), not_met (не выполнен), "
        "undetermined (не определён); сколько показателей есть, нет, неизвестно; какие из них "
        "решили бы неопределённое.",
    ),
    (
        JUDGEMENTS,
        "What persons judged, with their reasons, beside what the ruleset gave at that time; about "
        "is blank for the whole, else a criterion. No score is changed by it.",
        "Как судят люди и почему, рядом с тем, что тогда дал набор правил; about пусто, если речь "
        "о целом, иначе критерий. Оценку это не меняет.",
    ),
    (
        CODEBOOK,
        "Every column, its question in each language, its codes and their words.",
        "Каждый столбец: вопрос на каждом языке, коды и их слова.",
    ),
)
_REPEAT: Final[tuple[str, str]] = (
    "One row for each repetition; parent_key names the row it belongs to (case_code, or key of the "
    "sheet above it).",
    "Одна строка на каждое повторение; parent_key называет строку, к которой оно относится "
    "(case_code или key верхнего листа).",
)
_NOTES: Final[tuple[_Line, ...]] = (
    (
        "Blank cells",
        "Don't know, refused, not applicable, no answer and not asked are five different things. "
        "The column ending in .status, beside each question, tells which; no number stands for any "
        "of them.",
        "«Не знает», «отказ», «не подходит», «нет ответа» и «не спрашивали» различаются. Что "
        "именно, сказано рядом с вопросом в столбце с окончанием .status; никакое число их не "
        "заменяет.",
    ),
    (
        "Wide sheets",
        "The small buttons 1 and 2 above the row numbers fold and unfold the words and the reasons "
        "for blanks; 1 leaves the codes alone.",
        "Кнопки 1 и 2 над номерами строк сворачивают и разворачивают слова и причины пустых ячеек; "
        "1 оставляет только коды.",
    ),
    (
        "Results",
        "Results report indicators of a survey method. They are no verdict on any person.",
        "Результаты показывают признаки по методу опроса. Это не приговор и не обвинение.",
    ),
    (
        "Changes",
        "The file also carries the exact records, signed. A cell that is changed here is noticed "
        "when the file is pooled, and enters the pool only if a supervisor accepts it.",
        "Файл содержит и точные подписанные записи. Изменённая здесь ячейка будет замечена при "
        "объединении и войдёт в него, только если её примет руководитель.",
    ),
)

_FILES: Final[_Line] = (
    "Files",
    "A picture, sound or other file is named here, not contained. Its name is the hash of its "
    "content (SHA-256): a file that came another way is the right one if its hash is that.",
    "Снимки, записи и другие файлы здесь только названы. Имя файла: хеш его содержимого (SHA-256). "
    "Файл, полученный иным путём, тот самый, если его хеш совпадает.",
)


def about(export: Export, sheets: tuple[Sheet, ...]) -> Sheet:
    """The sheet that says what the others are, with the practice mark and the notices."""
    rows = tuple(Row("", Address(""), line) for line in _lines(export, sheets))
    columns = tuple(Column(name, Role.TEXT) for name in ("about", "English", "Русский"))
    return Sheet(ABOUT, columns, rows, is_data=False)


def _lines(export: Export, sheets: tuple[Sheet, ...]) -> Iterator[_Line]:
    if export.practice:
        yield _PRACTICE
    named = {line[0] for line in _SHEETS}
    yield from (line for line in _SHEETS if line[0] == ROOT_TABLE)
    yield from ((s.name, *_REPEAT) for s in sheets if s.is_data and s.name not in named)
    there = {ROOT_TABLE, INDICATORS, SCORES, CODEBOOK, *(sheet.name for sheet in sheets)}
    yield from (line for line in _SHEETS if line[0] != ROOT_TABLE and line[0] in there)
    yield from _NOTES
    questions = (question for form in export.definitions.values() for question in form.questions())
    if any(question.control is Control.UPLOAD for question in questions):
        yield _FILES
    for ruleset in export.rulesets.values():
        notices = ruleset.notices
        stated = f"{ruleset.id} {ruleset.version}: "
        yield ("Ruleset", stated + notices.get("en", ""), stated + notices.get("ru", ""))
    yield from _figures(export)


def _figures(export: Export) -> Iterator[_Line]:
    states = [case.interview.state for case in export.cases]
    for state, english, russian in (
        (InterviewState.FINISHED, "interviews finished", "интервью завершено"),
        (InterviewState.DECLINED, "visits declined", "посещений с отказом"),
        (InterviewState.WITHDRAWN, "interviews withdrawn", "бесед отозвано"),
        (InterviewState.DRAFT, "drafts", "черновиков"),
    ):
        n = states.count(state)
        yield ("Count", f"{english}: {n}", f"{russian}: {n}")
    for form in export.forms.values():
        yield ("Form", f"{form.title} ({form.form_id}, {form.version})", None)
    yield ("Device", export.device.code, None)
    yield ("Created (UTC)", export.created_utc, None)
    yield ("Program", f"fieldkit {export.program_version}", None)
