"""Reading back what the XML writer wrote."""

from __future__ import annotations

from xml.etree import ElementTree


def parsed(written: bytes | str) -> ElementTree.Element:
    """The root element. Raises ParseError for what is no XML."""
    return ElementTree.fromstring(written)  # noqa: S314 - our own answer, not a stranger's
