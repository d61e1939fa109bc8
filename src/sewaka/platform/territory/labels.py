"""Errors of the territory in words."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from sewaka.kernel.workflow import Text

# By error code; placeholders are the facts of the error.
ERRORS: Mapping[str, Text] = {
    "territory.unknown": _("We do not know this area."),
    "territory.not_geojson": _("This file is not a GeoJSON collection of areas."),
    "territory.not_csv": _("This file is not a readable CSV table (line %(line)s)."),
    "territory.columns_missing": _("The table lacks the columns %(missing)s."),
    "territory.not_your_village": _("Only the office of %(village)s can add its hamlets."),
    "territory.not_yours": _("Only an administrator can import areas."),
    "territory.no_centre": _("No position is known for this area."),
    "territory.bad_hamlet": _("Some entries are not right yet. Nothing was stored."),
}

# Why one row of a file, or one field of a form, is refused.
ROWS: Mapping[str, Text] = {
    "no_code": _("the row has no village code"),
    "unknown_code": _("no village has this code"),
    "duplicate_code": _("the code stands twice in the file; the first row counts"),
    "not_a_polygon": _("the geometry is neither Polygon nor MultiPolygon"),
    "bad_coordinates": _("the coordinates are not pairs of numbers"),
    "too_few_points": _("a ring has fewer than three points"),
    "invalid_shape": _("the outline crosses itself or is empty"),
    "far_away": _("the outline lies far away from this village"),
    "unknown_village": _("no village has this code"),
    "wrong_kind": _("a desa has dusun, a kelurahan has lingkungan"),
    "no_name": _("the name is missing"),
    "name_too_long": _("the name has more than 80 characters"),
    "duplicate_name": _("this village has a hamlet of that name already"),
    "bad_phone": _("the telephone number cannot be read"),
    "half_a_position": _("only one of latitude and longitude is given"),
    "bad_position": _("latitude or longitude cannot be read"),
    "position_exchanged": _("latitude and longitude are exchanged"),
    "far_from_village": _("the place lies more than 5 km from the village"),
    "wrong_number_of_columns": _("the row has too many or too few columns"),
    "too_many_hamlets": _("this village has 999 hamlets already"),
}


def row(code: str) -> str:
    """Why a row or a field is refused."""
    return str(ROWS.get(code, code))
