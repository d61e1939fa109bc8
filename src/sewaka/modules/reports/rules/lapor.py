"""A report in the terms of LAPOR!-SP4N, the national system: its classes and its states.

Its programming interface is closed, so the city hands over a file. The words are those that its
public pages use; `verified: no`, so they stand in this one place.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sewaka.modules.reports.rules import states
from sewaka.modules.reports.rules.draft import ReportKind

COLUMNS: Final = (
    "nomor", "klasifikasi", "topik", "isi_laporan", "lokasi", "desa_kelurahan", "kecamatan",
    "tanggal_laporan", "disposisi", "status", "tanggal_jawaban_pertama", "tindak_lanjut",
    "tanggal_selesai",
)  # fmt: skip

CLASSES: Final[Mapping[str, str]] = {
    ReportKind.COMPLAINT: "PENGADUAN",
    ReportKind.SUGGESTION: "ASPIRASI",
    ReportKind.CRITICISM: "ASPIRASI",
    ReportKind.INFORMATION_REQUEST: "PERMINTAAN INFORMASI",
}

STATES: Final[Mapping[str, str]] = {
    states.SUBMITTED: "BELUM DIVERIFIKASI",
    states.NEEDS_INFO: "TINDAK LANJUT",
    states.VERIFIED: "TERVERIFIKASI",
    states.FORWARDED: "TERDISPOSISI",
    states.ACCEPTED: "TINDAK LANJUT",
    states.SCHEDULED: "TINDAK LANJUT",
    states.IN_PROGRESS: "TINDAK LANJUT",
    states.AWAITING_VALIDATION: "TINDAK LANJUT",
    states.REOPENED: "TINDAK LANJUT",
    states.RESOLVED: "SELESAI",
    states.CONFIRMED: "SELESAI",
    states.AUTO_CLOSED: "SELESAI",
    states.REJECTED: "ARSIP",
    states.NOT_RESPONSIBLE: "ARSIP",
    states.DUPLICATE: "ARSIP",
    states.CANCELLED: "ARSIP",
}
