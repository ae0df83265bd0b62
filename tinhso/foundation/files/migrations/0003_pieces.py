import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('files', '0002_reading'),
    ]

    operations = [
        migrations.CreateModel(
            name='FilePiece',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('address', models.CharField(max_length=64, unique=True)),
                ('file', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='pieces', to='files.storedfile')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('file', 'number'), name='files_piece_once')],
            },
        ),
    ]
