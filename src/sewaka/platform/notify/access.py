"""Who may do what with texts and mails."""

from __future__ import annotations

from sewaka.kernel.access import has, is_person, system

WRITE_TEXTS = has("editor") | system()
OWN_NOTICES = is_person("person_id")
SEE_DELIVERIES = has("admin")
