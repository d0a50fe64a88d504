"""ODK functions over coordinates (ODK XForms specification, geographic functions).

The Earth is a sphere with the radius of its equator; altitude and accuracy are left aside.
"""

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final

from fieldkit.xpath.closures import Piece, from_boolean, from_number
from fieldkit.xpath.functions import Function
from fieldkit.xpath.nodes import Context
from fieldkit.xpath.odk_strings import texts
from fieldkit.xpath.values import NAN, plain_number

# In metres, as both ODK engines have it.
_RADIUS: Final = 6_378_100.0
_LEAST_CORNERS: Final = 3

Point = tuple[float, float]  # latitude and longitude in degrees


def _points(text: str) -> list[Point] | None:
    """Return the points of a geopoint, geotrace or geoshape; None if one is not a place."""
    found: list[Point] = []
    for part in text.split(";"):
        words = part.split()
        if not words:
            continue
        place = [plain_number(word) for word in words[:2]]
        if len(place) < 2 or not (abs(place[0]) <= 90 and abs(place[1]) <= 180):
            return None
        found.append((place[0], place[1]))
    return found


def _measure(measure: Callable[[list[Point]], float]) -> Callable[[Sequence[Piece]], Piece]:
    """Return the builder of a measure over one shape, or over the points of several nodes.

    A single text that is no shape measures 0; a series in which a point is missing is not known.
    """

    def build(arguments: Sequence[Piece]) -> Piece:
        parts = [texts(argument) for argument in arguments]

        def number(ctx: Context) -> float:
            said = [text for part in parts for text in part(ctx)]
            points: list[Point] = []
            for text in said:
                found = _points(text)
                if not found and len(said) > 1:
                    return NAN
                points.extend(found or ())
            return measure(points)

        return from_number(number)

    return build


def _length(points: list[Point]) -> float:
    return math.fsum(_between(first, second) for first, second in pairwise(points))


def _between(first: Point, second: Point) -> float:
    """Haversine, which stays exact for points that are close."""
    latitude, longitude = math.radians(first[0]), math.radians(first[1])
    other, beyond = math.radians(second[0]), math.radians(second[1])
    half = (
        math.sin((other - latitude) / 2) ** 2
        + math.cos(latitude) * math.cos(other) * math.sin((beyond - longitude) / 2) ** 2
    )
    return 2 * _RADIUS * math.asin(math.sqrt(min(1.0, half)))


def _area(points: list[Point]) -> float:
    """A polygon on a sphere by its lunes (Chamberlain and Duquette, JPL 07-3, 2007)."""
    if len(points) < _LEAST_CORNERS:
        return 0.0
    total = 0.0
    for first, second in zip(points, [*points[1:], points[0]], strict=True):
        width = math.radians(second[1] - first[1])
        total += width * (2 + math.sin(math.radians(first[0])) + math.sin(math.radians(second[0])))
    return abs(total * _RADIUS * _RADIUS / 2)


def _geofence(arguments: Sequence[Piece]) -> Piece:
    point, shape = arguments[0].string, arguments[1].string

    def is_inside(ctx: Context) -> bool:
        places, corners = _points(point(ctx)), _points(shape(ctx))
        if not places or not corners or corners[0] != corners[-1]:
            return False
        return _encloses(corners, places[0])

    return from_boolean(is_inside)


def _encloses(corners: list[Point], point: Point) -> bool:
    """Count the sides that a line to the east crosses; an odd number means inside."""
    is_inside = False
    latitude, longitude = point
    for first, second in pairwise(corners):
        if (first[0] > latitude) is (second[0] > latitude):
            continue
        share = (latitude - first[0]) / (second[0] - first[0])
        if longitude < first[1] + share * (second[1] - first[1]):
            is_inside = not is_inside
    return is_inside


FUNCTIONS: Final = (
    Function("area", 1, 1, "number", _measure(_area)),
    Function("distance", 1, None, "number", _measure(_length)),
    Function("geofence", 2, 2, "boolean", _geofence),
)
