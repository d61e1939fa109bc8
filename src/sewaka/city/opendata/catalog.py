"""The feeds of all modules as data sets: read from the registry, `city/` knows none by name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sewaka.kernel.errors import NotFound
from sewaka.kernel.registry import Feed, Module, modules


@dataclass(frozen=True, slots=True)
class Dataset:
    """One feed with the module that gives it."""

    module: Module
    feed: Feed

    @property
    def code(self) -> str:
        """`<module>.<feed>`: the name in addresses."""
        return f"{self.module.code}.{self.feed.code}"

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the CSV, in the order of the schema."""
        return tuple(self.feed.schema["properties"])


def datasets() -> Iterator[Dataset]:
    """All public data sets of the city."""
    for module in modules():
        for feed in module.feeds:
            yield Dataset(module=module, feed=feed)


def dataset(code: str) -> Dataset:
    """The data set of that code. Raises NotFound."""
    for found in datasets():
        if found.code == code:
            return found
    raise NotFound
