"""Due sources are found through their hosts alone: beside an index of all, the planner took that one for a single host."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0002_source_watch'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='source',
            name='source_due',
        ),
    ]
