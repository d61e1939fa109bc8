from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('traffic', '0002_measuring'),
    ]

    operations = [
        migrations.RenameField(model_name='detector', old_name='state', new_name='health'),
    ]
