"""What can be found by words: a copy, made for searching, of what stands elsewhere."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from sewaka.platform.search.rules import INDONESIAN, PLAIN


class SearchAudience(models.TextChoices):
    """Who may find a document."""

    PUBLIC = "public", _("Everybody")
    STAFF = "staff", _("Offices only")


class SearchDocument(models.Model):
    """One thing that can be found. `kind` and `subject` name it for whoever put it here.

    Words are kept twice: stemmed as Indonesian (`diperbaiki` finds `perbaikan`) and as written
    (names, numbers, English). Titles weigh more than bodies.
    """

    kind = models.CharField(max_length=40, db_collation="C")  # "reports.report"
    subject = models.CharField(max_length=64, db_collation="C")  # id within the kind
    title = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    audience = models.CharField(max_length=8, choices=SearchAudience.choices)
    url_name = models.CharField(max_length=80)
    url_arguments = models.JSONField(default=list)
    happened_at = models.DateTimeField()  # newer stands first among equals
    words = models.GeneratedField(
        expression=SearchVector("title", weight="A", config=INDONESIAN)
        + SearchVector("title", weight="A", config=PLAIN)
        + SearchVector("body", weight="C", config=INDONESIAN)
        + SearchVector("body", weight="D", config=PLAIN),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        """Each thing once; found by words."""

        verbose_name = _("search document")
        verbose_name_plural = _("search documents")
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject"], name="search_document_once")
        ]
        indexes = [GinIndex(fields=["words"], name="search_by_words")]

    def __str__(self) -> str:
        """What it is."""
        return f"{self.kind} {self.subject}"
