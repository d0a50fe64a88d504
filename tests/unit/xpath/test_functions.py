"""What functions and operators give, where the two reference engines agree or the rules decide."""

import pytest

from tests.unit.xpath.worlds import Live, ask

# Hindi with vowel signs, Arabic with one, a middle dot, a combining accent.
NAMES = ("नाम", "عُمر", "a·b", "e\u0301")


@pytest.mark.parametrize("name", NAMES)
def test_every_name_of_xml_is_a_name(name):
    root = Live("data", Live(name, value="7"), Live("and", value="2"))

    assert ask(f"/data/{name} * 2", root, root) == "14"
    assert ask(f"{name} and {name}", root, root) == "true"
