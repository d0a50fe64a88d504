"""What a check found and its words: what was seen, and what the author may do about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

Slots = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding at a node, in a column of the author's sheet; `slots` fill its words."""

    code: str
    ref: str
    column: str = ""
    slots: Slots = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The words of the finding, in English."""
        words = WORDS.get(self.code)
        return words.format_map(dict(self.slots)) if words else self.slots.get("detail", self.code)


WORDS: Final[Mapping[str, str]] = {
    "form.never_relevant": "This can never be asked: its condition is always false."
    " Remove the row, or the condition.",
    "form.unreachable": "This can never be asked: no answers that the form allows make its"
    " condition true. Check the values that the condition names.",
    "form.contradiction": "This can never be asked: its condition contradicts the condition of a"
    " group around it. Change one of the two.",
    "form.always_relevant": "The condition is always true, so it says nothing."
    " Remove it, or check the values that it names.",
    "form.unknown_choice": "{question} has no choice '{value}': comparing with it decides nothing."
    " Check the spelling of the value in the choices sheet.",
    "form.choice_never_offered": "The choice '{value}' of the list {list} is never offered: the"
    " filter cannot be true for it. Check its columns in the choices sheet.",
    "form.list_unused": "No question uses the list {list}. Remove it, or name it in a question.",
    "form.list_column": "The list {list} has no column '{column}', so its choices have no {what}."
    " Correct the heading in the file, or name another column in parameters (value=, label=).",
    "form.no_choices": "A select without choices: nothing can be answered."
    " Add rows to its list in the choices sheet.",
    "form.no_label": "A question without a label: the interviewer sees nothing to read out."
    " Fill in the label.",
    "form.no_translation": "There is no {what} in {language}; the words of {other} stand in."
    " Fill in the cell.",
    "form.no_translation_choice": "The choice '{value}' has no {what} in {language}; the words of"
    " {other} stand in. Fill in the cell.",
    "form.bind_of_nothing": "A bind names a node that is not in the form, and says nothing."
    " Remove it, or correct its path.",
    "form.control_of_nothing": "A control names a node that is not in the form, and is not shown."
    " Remove it, or correct its path.",
    "form.unknown_type": "The data type {detail} is not known here; the answer is kept as text."
    " Use a type of the ODK XForms specification, Data Types.",
    "form.differs_blank": "{function} is not known here while '{question}' is blank; Collect skips"
    " the blank one and gives a number. Write {function}({path}[. != '']) so that both skip it, or"
    " make the question required so that neither meets a blank.",
    "form.differs_equality": "Computed decimals are compared exactly here, and within a small"
    " tolerance in Collect. Compare rounded values on both sides: round(…, 2).",
    "form.differs_count": "When '{question}' is lowered, rows of the repeat go from the end here;"
    " Collect keeps them. Ask for the number once, or lock it after the repeat.",
    "form.differs_count_number": "A repeat count written as a number is refused by Collect."
    " Put the number into a calculate and name that.",
    "form.differs_path": "This path is read here but refused by Collect ({detail})."
    " Write it with plain steps such as ${{name}} or ../name.",
    "form.differs_arguments": "{function}() without an argument is refused by Collect."
    " Write {function}(.).",
    "form.differs_position": "Positions are counted from 1 here, as XPath 1.0 says; [0] finds"
    " nothing. Collect counts some positions from 0. Write position() = 1 for the first.",
    "form.differs_group": "count-non-empty counts nodes that hold text; Collect counts groups too."
    " Name the questions, not the group.",
    "form.differs_date": "'{value}' is no date: it reads as blank here, and stops Collect."
    " Write it as YYYY-MM-DD.",
    "form.differs_regex": "Collect wants all of the answer to match '{pattern}'; here a part is"
    " enough. Write ^ before it and $ behind it, with brackets around alternatives: ^(…|…)$.",
    "form.differs_special": "fk:special is known to fieldkit alone: Collect refuses the form."
    " Leave it out of forms that are to run there too.",
    "form.differs_setvalue": "This is computed and set by an action as well: here the action stands"
    " until an input changes, in Collect the calculation wins at once. Use one of the two.",
    "form.degraded": "{what}. {todo} ({clause})",
}
