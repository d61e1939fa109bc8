"""Tables of the reports."""

from __future__ import annotations

from sewaka.modules.reports.models.chain import Hop, HopBudget
from sewaka.modules.reports.models.daily import ReportDaily, ReportFact, StaleReport
from sewaka.modules.reports.models.following import DuplicateLink, Follower, WaitingNotice
from sewaka.modules.reports.models.georeport import (
    ClientRole,
    ExternalUpdate,
    GeoReportClient,
    GeoReportToken,
    SandboxReport,
    SandboxUpdate,
)
from sewaka.modules.reports.models.hints import DuplicateHint
from sewaka.modules.reports.models.intake import WebDraft
from sewaka.modules.reports.models.moderation import Ban, Moderation
from sewaka.modules.reports.models.public import PublicReport, PublicRow
from sewaka.modules.reports.models.report import (
    Confirmation,
    Report,
    ReporterContact,
    ReportPhoto,
)
from sewaka.modules.reports.models.setup import Category, RoutingRule, SlaPolicy
from sewaka.modules.reports.models.templates import AnswerTemplate
from sewaka.modules.reports.models.ticks import Tick
from sewaka.modules.reports.models.watch import Watch
from sewaka.modules.reports.models.work import Validation, WorkProof

__all__ = [
    "AnswerTemplate",
    "Ban",
    "Category",
    "ClientRole",
    "Confirmation",
    "DuplicateHint",
    "DuplicateLink",
    "ExternalUpdate",
    "Follower",
    "GeoReportClient",
    "GeoReportToken",
    "Hop",
    "HopBudget",
    "Moderation",
    "PublicReport",
    "PublicRow",
    "Report",
    "ReportDaily",
    "ReportFact",
    "ReportPhoto",
    "ReporterContact",
    "RoutingRule",
    "SandboxReport",
    "SandboxUpdate",
    "SlaPolicy",
    "StaleReport",
    "Tick",
    "Validation",
    "WaitingNotice",
    "Watch",
    "WebDraft",
    "WorkProof",
]
