"""The two parts of an address that the standard fixes: the jurisdiction's path and the format."""

from __future__ import annotations

from sewaka.modules.reports.models.requested import Place


class PlaceConverter:
    """`v2`, or `test/v2` for the sandbox."""

    regex = "|".join(place.value for place in Place)

    def to_python(self, value: str) -> Place:
        """The jurisdiction of that path."""
        return Place(value)

    def to_url(self, value: str) -> str:
        """The path of a jurisdiction."""
        return Place(value).value


class SuffixConverter:
    """The two formats that every call speaks."""

    regex = "json|xml"

    def to_python(self, value: str) -> str:
        """The suffix itself."""
        return value

    def to_url(self, value: str) -> str:
        """The suffix itself."""
        return value
