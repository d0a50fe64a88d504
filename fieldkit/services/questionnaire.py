"""A form on paper: the blank questionnaire as HTML that stands alone and prints well.

Every question in the order of the form, in one language or in several beside each other, with
its choices to tick, who is asked it, and room to write. Nothing is computed on paper, so
calculations are left out.
"""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from fieldkit.errors import Code, Known
from fieldkit.xforms.model import (
    BodyItem,
    Control,
    FormDefinition,
    Node,
    Question,
    Repeat,
    Text,
)

MOST_CHOICES: Final = 60  # printed with a question; of longer lists the code is written down
_BOLD = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_ITALIC = re.compile(r"(?<![\w*_])([*_])(?=\S)(.+?)(?<=\S)\1(?![\w*_])")
_HEADING = re.compile(r"^#{1,6}\s+")
_SPAN = re.compile(r"</?span\b[^>]*>", re.IGNORECASE)
_PATH = re.compile(r"(?:current\(\))?(?:\.{1,2}|/|[\w.:-])*/([\w.:-]+)")
_SELECTED = re.compile(r"selected\(\s*([^,()]+?)\s*,\s*('[^']*')\s*\)")
_COMPARED = re.compile(r"([^\s()=!]*/([\w.-]+)) *(!?=) *'([^']*)'")
_TAG = re.compile(r"<[^>]*>")
_STYLE: Final = """
body { font-family: "DejaVu Sans", Arial, sans-serif; font-size: 10pt; margin: 1.5cm; }
h1 { font-size: 16pt; } h2 { font-size: 13pt; margin-top: 1.2em; } h3 { font-size: 11pt; }
.q { margin: 0.8em 0; page-break-inside: avoid; } .n { font-weight: bold; }
.hint, .if, .say { color: #444444; font-size: 9pt; } .if { font-style: italic; }
.choice { margin: 0.1em 0 0.1em 1.5em; } .line { margin-left: 1.5em; }
"""
_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "version": "Version", "languages": "Languages", "if": "Only if", "must": "must be answered",
        "several": "several answers", "order": "number them in order", "alone": "ask alone",
        "each": "Repeat this part for each one; use a fresh sheet for more.", "case": "Case code",
        "list": "one of {n} choices: write the code", "between": "from {start} to {end}",
        "file": "a file is attached in the program",
    },
    "ru": {
        "version": "Версия", "languages": "Языки", "if": "Только если", "must": "нужен ответ",
        "several": "можно несколько ответов", "order": "пронумеруйте по порядку",
        "alone": "спросить наедине", "case": "Код случая",
        "each": "Повторите эту часть для каждого; если нужно, возьмите ещё лист.",
        "list": "один из {n} вариантов: запишите код", "between": "от {start} до {end}",
        "file": "файл прикладывается в программе",
    },
}  # fmt: skip


def questionnaire(definition: FormDefinition, languages: Sequence[str] = ()) -> str:
    """The blank questionnaire; without `languages` in the form's own first language.

    Raises FORM_STRUCTURE for a language that the form does not have.
    """
    known = definition.languages or ("",)
    for language in languages:
        if language not in known:
            raise Known(Code.FORM_STRUCTURE, name=language, detail=f"languages: {', '.join(known)}")
    chosen = tuple(languages) or (definition.default_language or known[0],)
    return _Sheet(definition, chosen).html()


class _Sheet:
    def __init__(self, definition: FormDefinition, languages: tuple[str, ...]) -> None:
        self._definition = definition
        self._languages = languages
        tag = "ru" if re.search(r"\(ru\)|^ru\b|рус", languages[0], re.IGNORECASE) else "en"
        self._tag = tag
        self._words = _WORDS[tag]
        asked = list(_questions(definition.body, definition))
        self._by_name = {question.name: question for question in asked}
        numbered = (question for question in asked if question.control is not Control.NOTE)
        self._numbers = {question.name: str(n) for n, question in enumerate(numbered, start=1)}

    def html(self) -> str:
        definition = self._definition
        title = html.escape(definition.title or definition.form_id)
        said = [f"{self._words['version']} {definition.version}"] if definition.version else []
        if any(self._languages):
            said.append(f"{self._words['languages']}: {', '.join(self._languages)}")
        parts = [
            "<!DOCTYPE html>",
            f'<html lang="{self._tag}"><head><meta charset="utf-8"/><title>{title}</title>',
            f"<style>{_STYLE}</style></head><body>",
            f"<h1>{title}</h1>",
            f"<p>{html.escape(definition.form_id)} · {html.escape(' · '.join(said))}</p>",
            f"<p>{self._words['case']}: ______________________</p>",
            *self._items(definition.body, 2),
            "</body></html>",
        ]
        return "\n".join(parts) + "\n"

    def _items(self, items: Sequence[BodyItem], level: int) -> Iterator[str]:
        for item in items:
            node = self._definition.nodes.get(item.ref) if item.ref else None
            if item.kind == "question":
                if isinstance(node, Question):
                    yield from self._question(node)
                continue
            heading = self._text(item.label)
            if heading:
                yield f"<h{level}>{heading}</h{level}>"
            if node is not None:
                yield from self._condition(node)
            if isinstance(node, Repeat):
                yield f'<p class="say">{self._words["each"]}</p>'
            yield from self._items(item.children, min(level + 1, 3))

    def _question(self, question: Question) -> Iterator[str]:
        if question.control is Control.NOTE:
            yield f'<div class="q">{self._text(question.label)}'
            yield from self._condition(question)
            yield "</div>"
            return
        notes = [self._words["must"]] if question.bind.required in {"true()", "true"} else []
        if question.bind.fk.get("private", "") in {"yes", "true", "1", "true()"}:
            notes.append(self._words["alone"])
        if question.control in {Control.SELECT, Control.RANK}:
            word = "several" if question.control is Control.SELECT else "order"
            notes.append(self._words[word])
        said = f' <span class="say">({"; ".join(notes)})</span>' if notes else ""
        number = self._numbers[question.name]
        label = self._text(question.label)
        yield f'<div class="q"><p><span class="n">{number}.</span> {label}{said}</p>'
        yield from self._condition(question)
        for text in (question.hint, question.guidance):
            if text is not None and self._text(text):
                yield f'<p class="hint">{self._text(text)}</p>'
        yield from self._room(question)
        yield "</div>"

    def _room(self, question: Question) -> Iterator[str]:
        """Where the answer goes: boxes to tick, or lines."""
        parameters = question.parameters
        if question.choices and len(question.choices) <= MOST_CHOICES:
            box = "○" if question.control is Control.SELECT_ONE else "☐"
            for choice in question.choices:
                words = self._text(choice.label, " / ") or html.escape(choice.value)
                yield f'<p class="choice">{box} {words}</p>'
        elif question.choices:
            said = self._words["list"].format(n=len(question.choices))
            yield f'<p class="line">__________ <span class="say">({said})</span></p>'
        elif question.control is Control.TRIGGER:
            yield '<p class="choice">☐ OK</p>'
        elif question.control is Control.UPLOAD:
            yield f'<p class="line">☐ <span class="say">({self._words["file"]})</span></p>'
        elif {"start", "end"} <= set(parameters):
            said = self._words["between"].format(start=parameters["start"], end=parameters["end"])
            yield f'<p class="line">__________ <span class="say">({html.escape(said)})</span></p>'
        else:
            length = {"string": 60, "date": 14, "time": 10, "dateTime": 20}
            yield f'<p class="line">{"_" * length.get(question.bind.data_type, 16)}</p>'

    def _condition(self, node: Node) -> Iterator[str]:
        """Who is asked: the condition with the numbers of the questions that it names."""
        condition = node.bind.relevant
        if condition and condition not in {"true()", "false()"}:
            shown = _SELECTED.sub(r"\1 = \2", " ".join(condition.split()))
            shown = _COMPARED.sub(self._compared, shown)
            shown = _PATH.sub(lambda match: self._named(match.group(1)), shown)
            yield f'<p class="if">{self._words["if"]}: {html.escape(shown)}</p>'

    def _compared(self, match: re.Match[str]) -> str:
        """A comparison with the words of the choice instead of its code."""
        path, name, operator, value = match.groups()
        question = self._by_name.get(name)
        words = [
            self._text(choice.label, " / ")
            for choice in (question.choices if question else ())
            if choice.value == value and choice.label is not None
        ]
        sign = "≠" if operator == "!=" else "="
        shown = html.unescape(_TAG.sub("", words[0])) if words else value
        return f"{path} {sign} “{shown}”" if value else f"{path} {sign} —"

    def _named(self, name: str) -> str:
        number = self._numbers.get(name)
        return f"[{number}]" if number else name

    def _text(self, text: Text | None, between: str = " <br/>") -> str:
        if text is None:
            return ""
        said = dict.fromkeys(text.plain(language) for language in self._languages)
        return between.join(marked(words) for words in said if words.strip())


def marked(words: str) -> str:
    """Words with the Markdown of labels as HTML: bold, italic, line breaks; all else as text."""
    plain = "\n".join(_HEADING.sub("", line) for line in _SPAN.sub("", words).splitlines())
    shown = _ITALIC.sub(r"<i>\2</i>", _BOLD.sub(r"<b>\2</b>", html.escape(plain, quote=False)))
    return shown.replace("\n", "<br/>")


def _questions(items: Sequence[BodyItem], definition: FormDefinition) -> Iterator[Question]:
    for item in items:
        node = definition.nodes.get(item.ref) if item.ref else None
        if item.kind == "question" and isinstance(node, Question):
            yield node
        yield from _questions(item.children, definition)
