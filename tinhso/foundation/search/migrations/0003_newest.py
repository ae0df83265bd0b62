from django.db import migrations, models

# Said in SQL: SQLite's own way would make the table anew, and leave behind what the full-text index follows it by.
PERSONAL = (
    "ALTER TABLE search_held ADD COLUMN personal bool NOT NULL DEFAULT false",
    # What agencies found had the term `g` besides the agencies' own, in the midst of its terms.
    "UPDATE search_held SET personal = true WHERE terms NOT LIKE '% g %'",
)


def add(apps, schema_editor):
    for statement in PERSONAL:
        # Without parameters, so that the signs of LIKE are not taken for their places.
        schema_editor.execute(statement, None)


def let_go(apps, schema_editor):
    schema_editor.execute("ALTER TABLE search_held DROP COLUMN personal")


class Migration(migrations.Migration):

    dependencies = [
        ('search', '0002_holdings'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddField(model_name='held', name='personal', field=models.BooleanField(default=False)),
            ],
            database_operations=[migrations.RunPython(add, let_go)],
        ),
        migrations.AddIndex(
            model_name='held',
            index=models.Index(fields=['-day', '-id'], condition=models.Q(('personal', False)), name='search_held_newest'),
        ),
    ]
