"""Tables of traffic control."""

from __future__ import annotations

from sewaka.modules.traffic.models.calendar import CalendarLine, PlanCalendar
from sewaka.modules.traffic.models.cameras import CameraSetup
from sewaka.modules.traffic.models.comparisons import KpiComparison
from sewaka.modules.traffic.models.days import DayChoice, DaySpan, DayType
from sewaka.modules.traffic.models.faults import DetectorFaultDetail
from sewaka.modules.traffic.models.flashing import FlashReset
from sewaka.modules.traffic.models.incidents import IncidentDetail
from sewaka.modules.traffic.models.measured import (
    LateMinute,
    Minute,
    Observation,
    Quarter,
    SignalEvent,
    Watermark,
)
from sewaka.modules.traffic.models.nets import MatrixApproval, StreetNet
from sewaka.modules.traffic.models.plans import PlanStage, SignalPlan
from sewaka.modules.traffic.models.priority import PriorityRequest, PriorityVehicle
from sewaka.modules.traffic.models.profiled import Profile
from sewaka.modules.traffic.models.roadside import Approach, Detector, Junction, LaneRow
from sewaka.modules.traffic.models.simulations import Simulation, SimulationRun
from sewaka.modules.traffic.models.steering import Override, SignalNow, StreetWish

__all__ = [
    "Approach",
    "CalendarLine",
    "CameraSetup",
    "DayChoice",
    "DaySpan",
    "DayType",
    "Detector",
    "DetectorFaultDetail",
    "FlashReset",
    "IncidentDetail",
    "Junction",
    "KpiComparison",
    "LaneRow",
    "LateMinute",
    "MatrixApproval",
    "Minute",
    "Observation",
    "Override",
    "PlanCalendar",
    "PlanStage",
    "PriorityRequest",
    "PriorityVehicle",
    "Profile",
    "Quarter",
    "SignalEvent",
    "SignalNow",
    "SignalPlan",
    "Simulation",
    "SimulationRun",
    "StreetNet",
    "StreetWish",
    "Watermark",
]
