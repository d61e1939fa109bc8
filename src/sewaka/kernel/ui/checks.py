"""System checks of the look: are the assets built?"""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Warning, register  # noqa: A004 - Django's own name

from sewaka.kernel.ui.assets import url_of


@register()
def check_assets_are_built(**_kwargs: Any) -> list[CheckMessage]:
    """Warn, never fail: without a build every flow works in plain CSS and without scripts."""
    if url_of("style.css"):
        return []
    return [Warning("assets not built: run make assets", id="sewaka.W010")]
