"""One index, built while rows are written."""

from django.db import migrations, models

from claims import operations


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("claims", "0002_check_note")]

    operations = [
        operations.AddIndexConcurrently("sourcecheck", models.Index(fields=["note"], name="check_note")),
    ]
