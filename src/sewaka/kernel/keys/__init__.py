"""Keys of persons: one data key per person and key class, wrapped by the class's master key.

Destroying a person's keys erases every copy of what they sealed: columns, events, exports.
Master keys lie in files outside the database (`masters`); columns use `sewaka.kernel.fields`.
"""

from __future__ import annotations

from sewaka.kernel.keys.classes import KeyClass
from sewaka.kernel.keys.ring import open_ring

__all__ = ["KeyClass", "open_ring"]
