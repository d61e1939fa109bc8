"""The way of a fault of a detector: states, and how soon it must be mended."""

from __future__ import annotations

from typing import Final

from sewaka.kernel.calendar import Budget, Unit

WORKFLOW: Final = "traffic.detector_fault"
KIND: Final = "traffic.detector_fault"

OPEN, ASSIGNED, REPAIRED, VERIFIED = "open", "assigned", "repaired", "verified"

MEND_WITHIN = Budget(3, Unit.WORKING_DAYS)
