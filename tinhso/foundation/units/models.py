"""Units and agencies through time.

A unit is its code: every version is a rule of the packs. An agency is more than its codes and names, which
change by decree: `Agency` is what appointments and dossiers point at, `AgencyVersion` what it is called when.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.foundation.packs.models import Rule
from tinhso.kernel.ids import new_id


class Level(models.TextChoices):
    PROVINCE = "province", "cấp tỉnh"
    DISTRICT = "district", "cấp huyện"
    COMMUNE = "commune", "cấp xã"


class AdministrativeUnit(Rule):
    """One unit while one state of it lasts. `code` is the code of the statistics office: 2, 3 or 5 digits."""

    level = models.CharField(max_length=10, choices=Level)
    name = models.CharField(max_length=120)
    """With its type: `Xã Càng Long`."""
    type = models.CharField(max_length=30)
    parent_code = models.CharField(max_length=5, blank=True, db_index=True)
    folded = models.CharField(max_length=120, db_index=True)
    """The name without its type, folded: `cang long`."""
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    area_km2 = models.DecimalField(max_digits=10, decimal_places=3, null=True)
    """As the source prints it; sources differ, so no density is derived from it."""

    class Meta(Rule.Meta):
        verbose_name = "đơn vị hành chính"


class Succession(Rule):
    """What became of a unit. `code` is `old>new`; a unit may go to several, and several to one."""

    class Extent(models.TextChoices):
        WHOLE = "whole", "toàn bộ"
        PART = "part", "một phần"

    old_code = models.CharField(max_length=5, db_index=True)
    new_code = models.CharField(max_length=5, db_index=True)
    extent = models.CharField(max_length=5, choices=Extent)
    main = models.BooleanField()
    """The successor to assume when nothing more exact is known."""

    class Meta(Rule.Meta):
        verbose_name = "kế thừa đơn vị"


class Agency(models.Model):
    """An agency through all its names, codes and seats. Foreign keys of the platform point here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.SlugField(max_length=80, unique=True)
    """The name by which packs know it, e.g. `xa-cang-long`."""

    class Meta:
        verbose_name = "cơ quan"

    def __str__(self) -> str:
        return self.key


class AgencyKind(models.TextChoices):
    PROVINCE = "province", _("Ủy ban nhân dân tỉnh")
    DEPARTMENT = "department", _("cơ quan chuyên môn cấp tỉnh")
    CENTRE = "centre", _("Trung tâm Phục vụ hành chính công tỉnh")
    PROVINCE_POLICE = "province_police", _("Công an tỉnh")
    LAND_OFFICE = "land_office", _("Văn phòng Đăng ký đất đai")
    SOCIAL_INSURANCE = "social_insurance", _("Bảo hiểm xã hội tỉnh")
    COMMUNE = "commune", _("Ủy ban nhân dân cấp xã")
    COMMUNE_CENTRE = "commune_centre", _("Trung tâm Phục vụ hành chính công cấp xã")
    COMMUNE_POLICE = "commune_police", _("Công an cấp xã")


class AgencyVersion(Rule):
    """What an agency is called, from when until when. `code` is the agency's key."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="versions")
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=60)
    """As it stands in document notations and narrow tables: `STC`, `UBND xã Càng Long`."""
    kind = models.CharField(max_length=16, choices=AgencyKind)
    identifier = models.CharField(max_length=30, blank=True, db_index=True)
    """`H61.05` (Quyết định số 20/2020/QĐ-TTg)."""
    old_identifier = models.CharField(max_length=30, blank=True, db_index=True)
    """`000.00.05.H61` (QCVN 102:2016/BTTTT)."""
    parent_key = models.CharField(max_length=80, blank=True, db_index=True)
    unit_code = models.CharField(max_length=5, blank=True, db_index=True)
    role = models.CharField(max_length=30, blank=True)
    """What kind of department: `finance`, `justice`; procedures name their department by it."""
    provisional = models.BooleanField(default=False)
    """The identifiers are made up until the province publishes its own; live connectors refuse them."""
    address = models.CharField(max_length=300, blank=True)
    phone_prefix = models.CharField(max_length=5, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    email = models.CharField(max_length=120, blank=True)
    website = models.CharField(max_length=120, blank=True)
    folded = models.CharField(max_length=200, db_index=True)

    class Meta(Rule.Meta):
        verbose_name = "phiên bản cơ quan"
