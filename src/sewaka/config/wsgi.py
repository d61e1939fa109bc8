"""The web process: Django under granian."""

from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application

from sewaka.config.supervisor import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sewaka.config.settings")
application = get_wsgi_application()
end_with_parent()
# What is loaded by now stays: the collector need not walk it again with every few requests.
gc.freeze()
