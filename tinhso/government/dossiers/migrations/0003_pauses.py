import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dossiers', '0002_charges'),
    ]

    operations = [
        migrations.AlterField(
            model_name='dossier',
            name='phase',
            field=models.CharField(choices=[('draft', 'Bản nháp'), ('submitted', 'Chờ tiếp nhận'), ('supplement', 'Chờ bổ sung'), ('refused', 'Không tiếp nhận'), ('received', 'Đã tiếp nhận'), ('in_progress', 'Đang giải quyết'), ('paused', 'Tạm dừng'), ('issued', 'Đã có kết quả'), ('delivered', 'Đã trả kết quả'), ('archived', 'Đã lưu trữ'), ('withdrawn', 'Đã rút'), ('stopped', 'Dừng giải quyết')], max_length=12),
        ),
        migrations.CreateModel(
            name='Pause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=60)),
                ('started_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pauses', to='dossiers.dossier')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('ended_at', None)), fields=['ends_at'], name='dossiers_paused')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('dossier',), name='dossiers_one_pause')],
            },
        ),
    ]
