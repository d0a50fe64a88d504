"""The functions of the language; the only list of their names."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from fieldkit.xpath import (
    core,
    odk_dates,
    odk_geo,
    odk_nodes,
    odk_numbers,
    odk_selects,
    odk_strings,
)
from fieldkit.xpath.functions import Function

FUNCTIONS: Final[Mapping[str, Function]] = MappingProxyType(
    {
        function.name: function
        for module in (core, odk_strings, odk_numbers, odk_dates, odk_selects, odk_nodes, odk_geo)
        for function in module.FUNCTIONS
    }
)
