from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("axis", "0001_messages_packages_and_organisations")]

    operations = [
        migrations.AddIndex(
            model_name="simulatededoc",
            index=models.Index(fields=["edoc"], name="axis_simulated_by_name"),
        ),
    ]
