"""A column: its statement waits for every transaction that has used the table."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0001_initial")]

    operations = [
        migrations.AddField("sourcecheck", "note", models.TextField(default="", db_default="")),
    ]
