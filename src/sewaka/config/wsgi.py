"""The web process: Django under granian."""

from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application

from sewaka.config.supervisor import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sewaka.config.settings")
application = get_wsgi_application()
end_with_parent()
# What is loaded by now stays, and the collector need not walk it again; nor need it come several
# times within one page, as it does by itself after every 700 objects.
gc.freeze()
gc.set_threshold(10_000, 20, 20)
