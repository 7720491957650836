from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0006_entries_by_time'),
    ]

    operations = [
        migrations.CreateModel(
            name='Sending',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('made', models.UUIDField()),
                ('about', models.UUIDField()),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('at', models.DateTimeField()),
            ],
        ),
    ]
