"""Where we refuse what another program lets pass: the clause of the standard that we stand on.

Names of sections as the ODK XForms specification and the W3C recommendations have them. ODK
Collect, pyxform, Enketo and ODK Web Forms each let some of this pass until an interview meets it.
"""

from collections.abc import Mapping
from typing import Final

from fieldkit.errors import Code, Known

_BY_DETAIL: Final[Mapping[str, str]] = {
    "not inside the repeat": "ODK XForms specification, XPath Functions, indexed-repeat",
    "more than one model": "ODK XForms specification, Structure: one model",
    "event": "ODK XForms specification, Events",
    "no such list": "ODK XForms specification, Secondary Instances - Internal",
    "stands twice": "ODK XForms specification, Primary Instance: a node is bound by its path",
    "two instances with one id": "ODK XForms specification, Secondary Instances - Internal",
    "encryption": "ODK XForms specification, Encryption: base64RsaPublicKey",
}
_BY_CODE: Final[Mapping[Code, str]] = {
    Code.FORM_CYCLE: "W3C XForms 1.0, appendix D, Recalculation Sequence Algorithm: no cycles",
    Code.FORM_FUNCTION: "ODK XForms specification, XPath Functions",
    Code.FORM_ARITY: "ODK XForms specification, XPath Functions; W3C XPath 1.0, 3.2",
    Code.FORM_SYNTAX: "W3C XPath 1.0, 3 Expressions",
    Code.FORM_REFERENCE: "ODK XForms specification, XPath Paths; W3C XPath 1.0, 2 Location Paths",
    Code.FORM_FILE_MISSING: "ODK XForms specification, Secondary Instances - External",
}


def with_clause(problem: Known) -> Known:
    """The same problem with the clause it rests on; one that every program refuses has none."""
    detail = str(problem.slots.get("detail", ""))
    clause = _BY_DETAIL.get(detail) or _BY_CODE.get(problem.code, "")
    is_ours = str(problem.slots.get("column", "")).startswith("bind::fk:")
    if not clause or is_ours or "clause" in problem.slots:
        return problem
    return Known(problem.code, **problem.slots, clause=clause)
