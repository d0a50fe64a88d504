"""Forms of any size in the shape of the performance notes, section 1, written by code.

Blocks of ten questions: a choice, a number, several choices, text, date, decimal, three
calculations, a number. Relevance looks back to a choice, one chain of calculations runs through
the whole form, a gate question decides every section, a total stands at the end.
"""

from xml.sax.saxutils import quoteattr

_HEAD = (
    '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" '
    'xmlns:jr="http://openrosa.org/javarosa" xmlns:odk="http://www.opendatakit.org/xforms">'
    "<h:head><h:title>Generated</h:title><model>"
)
_BLOCKS_PER_SECTION = 5


class GeneratedForm:
    """One form; `chain`, `leaves` and `gate` are the refs that a benchmark answers."""

    def __init__(self, questions: int) -> None:
        self.blocks = questions // 10
        self.gate = "/data/gate"
        self.total = "/data/total"
        self.chain = tuple(f"{self._section(n)}/num_{n}" for n in range(self.blocks))
        self.leaves = tuple(f"{self._section(n)}/many_{n}" for n in range(self.blocks))
        self.choices = tuple(f"{self._section(n)}/pick_{n}" for n in range(self.blocks))

    def xform(self) -> str:
        """The XForm text."""
        sections = -(-self.blocks // _BLOCKS_PER_SECTION)
        instance, binds, body = ["<gate>yes</gate>"], [_bind(self.gate, "string")], []
        body.append(_select("select1", self.gate, "Go on?", ("yes", "no")))
        for section in range(sections):
            ref = f"/data/s{section}"
            numbers = range(
                section * _BLOCKS_PER_SECTION,
                min(self.blocks, (section + 1) * _BLOCKS_PER_SECTION),
            )
            inner = "".join(_instance(n) for n in numbers)
            instance.append(f"<s{section}>{inner}</s{section}>")
            binds.append(_bind(ref, "string", relevant=f"{self.gate} = 'yes'"))
            binds.extend(bind for n in numbers for bind in self._binds(n))
            shown = "".join(_controls(ref, n) for n in numbers)
            body.append(f'<group ref="{ref}"><label>Section {section}</label>{shown}</group>')
        instance.append("<total/>")
        last = f"{self._section(self.blocks - 1)}/run_{self.blocks - 1}"
        binds.append(_bind(self.total, "decimal", calculate=f"{last} * 2"))
        return (
            f"{_HEAD}<instance><data id='generated' version='1'>{''.join(instance)}"
            f"</data></instance>{''.join(binds)}</model></h:head><h:body>{''.join(body)}"
            "</h:body></h:html>"
        )

    def _section(self, block: int) -> str:
        return f"/data/s{block // _BLOCKS_PER_SECTION}"

    def _binds(self, n: int) -> list[str]:
        here = self._section(n)
        before = f"{self._section(n - 1)}/run_{n - 1}" if n else "0"
        asked = f"{self.choices[n - 1]} = 'a'" if n else ""
        return [
            _bind(f"{here}/pick_{n}", "string", required="true()"),
            _bind(f"{here}/num_{n}", "int", constraint=". >= 0 and . <= 120"),
            _bind(f"{here}/many_{n}", "string"),
            _bind(f"{here}/text_{n}", "string", relevant=asked),
            _bind(f"{here}/date_{n}", "date", constraint=". <= today()"),
            _bind(f"{here}/dec_{n}", "decimal"),
            _bind(
                f"{here}/run_{n}",
                "decimal",
                calculate=f"{before} + coalesce({here}/num_{n}, 0) + 1",
            ),
            _bind(
                f"{here}/word_{n}",
                "string",
                calculate=f"if(selected({here}/many_{n}, 'b'), concat({here}/text_{n}, '!'), '')",
            ),
            _bind(f"{here}/chosen_{n}", "int", calculate=f"count-selected({here}/many_{n})"),
            _bind(f"{here}/extra_{n}", "int", relevant=f"{here}/chosen_{n} > 1"),
        ]


def _bind(ref: str, type_name: str, **conditions: str) -> str:
    said = "".join(f" {name}={quoteattr(text)}" for name, text in conditions.items() if text)
    return f'<bind nodeset="{ref}" type="{type_name}"{said}/>'


def _instance(n: int) -> str:
    names = ("pick", "num", "many", "text", "date", "dec", "run", "word", "chosen", "extra")
    return "".join(f"<{name}_{n}/>" for name in names)


def _controls(ref: str, n: int) -> str:
    inputs = "".join(
        f'<input ref="{ref}/{name}_{n}"><label>{name} {n}</label></input>'
        for name in ("num", "text", "date", "dec", "extra")
    )
    pick = _select("select1", f"{ref}/pick_{n}", f"Pick {n}", ("a", "b", "c"))
    many = _select("select", f"{ref}/many_{n}", f"Many {n}", ("a", "b", "c", "d"))
    return pick + many + inputs


def _select(control: str, ref: str, label: str, values: tuple[str, ...]) -> str:
    items = "".join(
        f"<item><label>{value}</label><value>{value}</value></item>" for value in values
    )
    return f'<{control} ref="{ref}"><label>{label}</label>{items}</{control}>'
