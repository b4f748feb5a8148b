"""Prints the limits of the session that migrates."""

import sys

from django.db import migrations


def show_limits(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        for name in ("statement_timeout", "lock_timeout"):
            cursor.execute(f"SHOW {name}")
            sys.stdout.write(f"{name} is {cursor.fetchone()[0]}\n")


class Migration(migrations.Migration):
    dependencies = [("claims", "0004_other_check_indexes")]

    operations = [migrations.RunPython(show_limits, show_limits)]
