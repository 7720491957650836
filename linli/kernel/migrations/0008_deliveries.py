from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0007_sendings'),
    ]

    operations = [
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('post_id', models.UUIDField()),
                ('what', models.CharField(max_length=16)),
                ('name', models.CharField(max_length=120)),
                ('size', models.PositiveBigIntegerField()),
                ('at', models.DateTimeField()),
                ('file', models.CharField(max_length=200)),
            ],
            options={
                'indexes': [models.Index(fields=['post_id', 'at'], name='delivery_of_post')],
            },
        ),
    ]
