"""Areas, their boundaries and known points. Codes are the ministry's dotted ones."""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.fields import EncryptedTextField
from sewaka.kernel.ids import new_id
from sewaka.kernel.text import sort_key

CODE_LENGTH = 20


class Level(models.TextChoices):
    """How far down an area lies."""

    CITY = "city", _("City")
    DISTRICT = "district", _("District")
    VILLAGE = "village", _("Village")
    HAMLET = "hamlet", _("Hamlet")


class Kind(models.TextChoices):
    """What an area is called in law."""

    CITY = "kota", _("City")
    DISTRICT = "kecamatan", _("District")
    KELURAHAN = "kelurahan", _("Urban village (kelurahan)")
    DESA = "desa", _("Village (desa)")
    DUSUN = "dusun", _("Hamlet (dusun)")
    LINGKUNGAN = "lingkungan", _("Neighbourhood (lingkungan)")


class Area(models.Model):
    """One area. `code` is its key everywhere outside this app: "below me" is a prefix test."""

    code = models.CharField(_("code"), max_length=CODE_LENGTH, unique=True, db_collation="C")
    level = models.CharField(_("level"), max_length=8, choices=Level.choices)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=80)
    sort_key = models.CharField(max_length=120, editable=False, db_collation="C")
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    lon = models.FloatField(_("longitude"), null=True, blank=True)
    is_verified = models.BooleanField(_("checked"), default=False)
    is_example = models.BooleanField(_("invented for the demo"), default=False)

    class Meta:
        """Ordering by code: a parent stands before its children."""

        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = ["code"]
        indexes = [models.Index(fields=["level", "sort_key"], name="territory_by_level")]
        constraints = [
            models.CheckConstraint(
                name="territory_area_position_whole",
                # A CHECK that meets NULL passes: both must be said to be there.
                condition=Q(lat=None, lon=None)
                | Q(
                    lat__isnull=False,
                    lon__isnull=False,
                    lat__gte=-90,
                    lat__lte=90,
                    lon__gte=-180,
                    lon__lte=180,
                ),
            ),
            models.CheckConstraint(
                name="territory_area_parent_unless_city",
                condition=Q(level=Level.CITY, parent=None)
                | (~Q(level=Level.CITY) & Q(parent__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        """The name."""
        return self.name

    def save(self, **kwargs: object) -> None:
        """Keep the sort key in step with the name."""
        self.sort_key = sort_key(self.name)
        super().save(**kwargs)  # type: ignore[arg-type]  # Django's own keyword arguments

    @property
    def parent_code(self) -> str:
        """The code of the area it lies in; empty for the city itself."""
        return "" if self.level == Level.CITY else self.code.rpartition(".")[0]


class HamletHead(models.Model):
    """Who heads a hamlet, as the imported list says. Office use only; the number is encrypted."""

    id = models.UUIDField(primary_key=True, default=new_id)
    area = models.OneToOneField(Area, on_delete=models.CASCADE, related_name="head")
    name = models.CharField(_("name of the head"), max_length=80, blank=True)
    phone = EncryptedTextField(key_class="identity", subject="id", null=True)
    confirmed_at = models.DateTimeField(null=True)  # when a list or an office last named them

    def __str__(self) -> str:
        """The name."""
        return self.name


class ReferencePoint(models.Model):
    """A known point of a village, for as long as its boundary is not imported."""

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="points")
    lat = models.FloatField()
    lon = models.FloatField()

    class Meta:
        """The same point once."""

        constraints = [
            models.UniqueConstraint(fields=["area", "lat", "lon"], name="territory_point_once")
        ]

    def __str__(self) -> str:
        """Order named as everywhere: lat, lon."""
        return f"{self.lat}, {self.lon}"


class Boundary(models.Model):
    """The official outline of an area as imported: well-known binary, degrees, x = lon."""

    area = models.OneToOneField(
        Area, on_delete=models.CASCADE, primary_key=True, related_name="boundary"
    )
    shape = models.BinaryField()
    imported_at = models.DateTimeField()

    def __str__(self) -> str:
        """Whose outline."""
        return str(self.area_id)


class MapState(models.Model):
    """One row. Its token changes with every change of areas, points or boundaries.

    Processes keep the map in memory and compare the token to know when to read it again. A
    random token, not a counter: a counter returns to an old value when a transaction is undone.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    token: models.UUIDField[UUID, UUID] = models.UUIDField(default=new_id)

    class Meta:
        """Never a second row."""

        constraints = [models.CheckConstraint(name="territory_one_map_state", condition=Q(id=1))]

    def __str__(self) -> str:
        """The token."""
        return str(self.token)
