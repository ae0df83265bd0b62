"""A change is known by its kind and the code of its filing, no longer by a code made of both.

The code of a filing may end as that of a change of another did.
"""

import re

from django.db import migrations, models
from django.db.models import Q

_ENDS = {"withdrawal": re.compile(r"/rut$"), "answer": re.compile(r"/bo-sung(?:-([0-9]{1,3}))?$")}
_WAITING = Q(state__in=["rejected", "parked"])


def take_apart(apps, schema_editor):
    rows = apps.get_model("portalsync", "Message").objects.using(schema_editor.connection.alias)
    for kind, end in _ENDS.items():
        for row in rows.filter(kind=kind).exclude(code="").only("id", "code").iterator():
            found = end.search(row.code)
            if found is not None:
                number = int(found[1]) if end.groups and found[1] else 0
                rows.filter(id=row.id).update(code=row.code[: found.start()], number=number)


def put_together(apps, schema_editor):
    rows = apps.get_model("portalsync", "Message").objects.using(schema_editor.connection.alias)
    for row in rows.exclude(kind="filing").exclude(code="").only("id", "kind", "code", "number").iterator():
        end = "rut" if row.kind == "withdrawal" else f"bo-sung-{row.number}" if row.number else "bo-sung"
        rows.filter(id=row.id).update(code=f"{row.code}/{end}", number=0)


class Migration(migrations.Migration):
    dependencies = [("portalsync", "0002_changes")]

    operations = [
        migrations.RemoveConstraint(model_name="message", name="portalsync_accepted_once"),
        migrations.RemoveConstraint(model_name="message", name="portalsync_waits_once"),
        migrations.AddField(
            model_name="message", name="number", field=models.PositiveSmallIntegerField(default=0)
        ),
        migrations.RunPython(take_apart, put_together),
        migrations.AlterField(
            model_name="message", name="code", field=models.CharField(blank=True, max_length=500)
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.UniqueConstraint(
                fields=["code", "kind", "number"], condition=Q(state="accepted"), name="portalsync_accepted_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.UniqueConstraint(
                fields=["code", "kind", "number", "digest"], condition=_WAITING, name="portalsync_waits_once"
            ),
        ),
    ]
