from django.db import migrations

OWNERS = ("documents.document:", "documents.incoming:")


def have_read(apps, schema_editor):
    """What lies beside documents already is read as what comes now; a document's own signed file says what it says."""
    StoredFile = apps.get_model("files", "StoredFile")
    issued = apps.get_model("documents", "Document").objects.exclude(file=None).values("file")
    for owner in OWNERS:
        StoredFile.objects.filter(owner__startswith=owner).exclude(id__in=issued).update(reading="waiting")


class Migration(migrations.Migration):

    dependencies = [
        ("documents", "0006_paper"),
        ("files", "0002_reading"),
    ]

    operations = [
        migrations.RunPython(have_read, migrations.RunPython.noop),
    ]
