"""What this city is called and who runs it. A city that carries its own name edits this file.

| variable | means | default |
| --- | --- | --- |
| `SITE_NAME` | the name in the header | Sewaka Denpasar |
| `SITE_RUN_BY` | who runs it officially; shown in city mode only | nobody |
| `EMERGENCY_NUMBER` | the number in the footer; empty hides it | 112 |
| `SOURCE_URL` | where the source code of this very version is | hidden |
| `OPEN311_JURISDICTION` | the name of this city among Open311's | denpasarkota.go.id |
| `SERVICE_WORKER` | off: every installed worker removes itself | on |
"""

from __future__ import annotations

from sewaka.kernel import env

SITE_NAME = env.text("SITE_NAME", "Sewaka Denpasar")
SITE_RUN_BY = env.text("SITE_RUN_BY")
SITE_ADDRESS = ("Dinas Komunikasi, Informatika dan Statistik", "Kota Denpasar")
EMERGENCY_NUMBER = env.text("EMERGENCY_NUMBER", "112")
SOURCE_URL = env.text("SOURCE_URL")
OPEN311_JURISDICTION = env.text("OPEN311_JURISDICTION", "denpasarkota.go.id")
SERVICE_WORKER = env.flag("SERVICE_WORKER", default=True)
MAIN_SERVICE = "reports.report"  # the service in the bottom bar and on the home page's button
STAFF_PATH = "/kerja/"  # pages below it carry the staff's rail
SEWAKA_FRAME = "sewaka.city.portal.frame.build"
