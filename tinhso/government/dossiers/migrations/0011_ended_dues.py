from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def end(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What was asked for dossiers that ended without a result before the dues themselves said so."""
    dossiers, intents = apps.get_model("dossiers", "Dossier"), apps.get_model("payments", "PaymentIntent")
    ended = dossiers.objects.filter(phase__in=["refused", "withdrawn", "stopped"]).exclude(charges=[])
    for key, at in ended.values_list("id", "closed_at").iterator():
        intents.objects.filter(about=f"dossiers.dossier:{key}").update(ended_at=at)


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0010_taken_back_scans"),
        ("payments", "0002_ended_dues"),
    ]

    operations = [migrations.RunPython(end, migrations.RunPython.noop)]
