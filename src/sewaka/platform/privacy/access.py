"""Who may do what at the data-subject desk."""

from __future__ import annotations

from sewaka.kernel.access import has, is_person

SEE_REQUEST = is_person("person_id") | has("dpo")
ANSWER_REQUEST = has("dpo")
