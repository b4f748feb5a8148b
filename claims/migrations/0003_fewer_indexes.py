"""Fewer indexes under every look: due sources are found through their hosts, looks and texts through what begins with them.

Beside an index of all that is due, the planner took that one for a single host, and walked through everything.
"""

import django.db.models.deletion
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False  # looks go on being written meanwhile

    dependencies = [
        ('claims', '0002_source_watch'),
    ]

    operations = [
        RemoveIndexConcurrently(
            model_name='source',
            name='source_due',
        ),
        AddIndexConcurrently(
            model_name='sourcecheck',
            index=models.Index(condition=models.Q(('snapshot__isnull', False)), fields=['snapshot'], name='sourcecheck_of_snapshot'),
        ),
        migrations.AlterField(
            model_name='snapshot',
            name='source',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='snapshots', to='claims.source'),
        ),
        migrations.AlterField(
            model_name='sourcecheck',
            name='snapshot',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='checks', to='claims.snapshot'),
        ),
        migrations.AlterField(
            model_name='sourcecheck',
            name='source',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='checks', to='claims.source'),
        ),
    ]
