from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("axis", "0003_listed_receivers")]

    operations = [
        migrations.RemoveConstraint("package", "axis_status_once"),
        migrations.AddConstraint(
            "package",
            models.UniqueConstraint(
                fields=["about", "status", "said_at"], condition=models.Q(about__isnull=False), name="axis_status_once"
            ),
        ),
    ]
