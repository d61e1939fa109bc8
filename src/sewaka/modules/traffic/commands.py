"""`sewaka traffic ...`"""

from __future__ import annotations

import click


@click.group()
def group() -> None:
    """The city's traffic signals."""
