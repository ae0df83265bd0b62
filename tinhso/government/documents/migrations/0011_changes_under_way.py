from datetime import datetime

from django.db import migrations

CHANGED = "vn.tinhso.documents.changed"


def say_which(apps, schema_editor):
    """What an earlier version still owed to the receivers of a change named its document alone."""
    deliveries, changes = apps.get_model("deliveries", "Delivery"), apps.get_model("documents", "OutgoingChange")
    for owed in deliveries.objects.filter(event=CHANGED).exclude(state="done"):
        said = owed.payload
        at = datetime.fromisoformat(said["at"])
        made = changes.objects.filter(document=said["document"], change=said["change"], at=at).first()
        if "made" not in said and made is not None:
            owed.payload = said | {"made": str(made.id)}
            owed.state, owed.attempts, owed.due_at, owed.error = "due", 0, owed.created_at, ""
            owed.save()


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0010_receivers_after_issue"),
        ("deliveries", "0001_initial"),
    ]

    operations = [migrations.RunPython(say_which, migrations.RunPython.noop)]
