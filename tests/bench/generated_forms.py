"""Forms of any size in the shape of the performance notes, section 1, written by code.

Blocks of ten questions: a choice, a number, several choices, text, date, decimal, three
calculations, a number. Relevance looks back to a choice, one chain of calculations runs through
the whole form, a gate question decides every section, a total stands at the end. `RepeatForm` adds
a repeat of six fields, `ListForm` is a list of many rows with two filters.
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
        return _page(*self._parts())

    def _parts(self) -> tuple[list[str], list[str], list[str]]:
        """What stands in the instance, the binds and the body."""
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
        return instance, binds, body

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


class RepeatForm(GeneratedForm):
    """A generated form with a repeat of six fields; `is_watched`: sum, count and position(..)."""

    repeat = "/data/member"
    instance_total = "/data/pay_total"

    def __init__(self, questions: int, *, is_watched: bool) -> None:
        super().__init__(questions)
        self.is_watched = is_watched

    def _parts(self) -> tuple[list[str], list[str], list[str]]:
        instance, binds, body = super()._parts()
        here = self.repeat
        fields = ("who", "age", "pay", "days", "earned", "place")
        shown = "".join(
            f'<input ref="{here}/{name}"><label>{name}</label></input>' for name in fields[:4]
        )
        instance.append(
            f"<member jr:template=''>{''.join(f'<{name}/>' for name in fields)}</member>"
            "<people/><pay_total/>"
        )
        binds += [
            _bind(f"{here}/who", "string"),
            _bind(f"{here}/age", "int", constraint=". < 120"),
            _bind(f"{here}/pay", "decimal", relevant="../age > 17"),
            _bind(f"{here}/days", "int"),
            _bind(
                f"{here}/earned", "decimal", calculate="coalesce(../pay, 0) * coalesce(../days, 0)"
            ),
            _bind(
                f"{here}/place",
                "int",
                calculate="position(..)" if self.is_watched else "../days + 1",
            ),
        ]
        watched = (f"count({here})", f"sum({here}/earned)") if self.is_watched else ("0", "0")
        binds.append(_bind("/data/people", "int", calculate=watched[0]))
        binds.append(_bind(self.instance_total, "decimal", calculate=watched[1]))
        body.append(
            f'<group ref="{here}"><label>Member</label>'
            f'<repeat nodeset="{here}">{shown}</repeat></group>'
        )
        return instance, binds, body


class ListForm:
    """A choice of a region, a least size, and two choices filtered from a list of many rows.

    `place` keeps the rows of a region, `town` those of at least a size: an equality and a
    comparison, one row in `regions` each.
    """

    regions = 50
    region, least = "/data/region", "/data/least"
    place, town = "/data/place", "/data/town"

    def __init__(self, rows: int) -> None:
        self.rows = rows

    def xform(self) -> str:
        """The XForm text."""
        rows = "".join(
            f"<item><name>p{n}</name><label>Place {n}</label><region>r{n % self.regions}</region>"
            f"<people>{n}</people></item>"
            for n in range(self.rows)
        )
        binds = [
            _bind(self.region, "string"),
            _bind(self.least, "int"),
            _bind(self.place, "string"),
            _bind(self.town, "string"),
        ]
        body = [
            _select("select1", self.region, "Region", tuple(f"r{n}" for n in range(self.regions))),
            f'<input ref="{self.least}"><label>Least</label></input>',
            _from_list(self.place, "region = /data/region"),
            _from_list(self.town, "people &gt;= /data/least"),
        ]
        instance = ["<region/><least/><place/><town/>"]
        return _page(
            instance, [f'<instance id="list"><root>{rows}</root></instance>', *binds], body
        )


def _page(instance: list[str], model: list[str], body: list[str]) -> str:
    return (
        f"{_HEAD}<instance><data id='generated' version='1'>{''.join(instance)}"
        f"</data></instance>{''.join(model)}</model></h:head><h:body>{''.join(body)}"
        "</h:body></h:html>"
    )


def _from_list(ref: str, condition: str) -> str:
    return (
        f'<select1 ref="{ref}"><label>One of the list</label>'
        f"<itemset nodeset=\"instance('list')/root/item[{condition}]\">"
        '<value ref="name"/><label ref="label"/></itemset></select1>'
    )


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
