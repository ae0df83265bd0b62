import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('files', '0001_files'),
    ]

    operations = [
        migrations.AddField(
            model_name='storedfile',
            name='reading',
            field=models.CharField(blank=True, choices=[('', 'Không ai đọc'), ('waiting', 'Chờ đọc chữ'), ('read', 'Đã đọc chữ'), ('unread', 'Chưa đọc được chữ')], default='', max_length=7),
        ),
        migrations.AddIndex(
            model_name='storedfile',
            index=models.Index(condition=models.Q(('reading__in', ['waiting', 'unread'])), fields=['reading', 'created_at'], name='files_to_read'),
        ),
        migrations.CreateModel(
            name='FileText',
            fields=[
                ('file', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='said', serialize=False, to='files.storedfile')),
                ('text_sealed', models.BinaryField()),
                ('read_at', models.DateTimeField()),
            ],
        ),
    ]
