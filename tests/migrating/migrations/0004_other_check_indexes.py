"""Three operations, of which an interrupted run completes some."""

from django.db import migrations, models

from claims import operations


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("claims", "0003_check_note_index")]

    operations = [
        operations.AddIndexConcurrently("sourcecheck", models.Index(fields=["status"], name="check_status")),
        operations.RemoveIndexConcurrently("sourcecheck", "check_note"),
        operations.AddIndexConcurrently("sourcecheck", models.Index(fields=["error"], name="check_error")),
    ]
