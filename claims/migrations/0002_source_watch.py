"""What the watch of sources needs: turns of hosts, robots.txt, incidents, second looks, moves, copies at the archive."""

import claims.pipeline.identity
import django.db.models.deletion
from django.db import migrations, models


# Rows that change all the time: room in their pages, and a vacuum that does not wait for a fifth of a million of them.
_ROOMY = """
ALTER TABLE claims_host SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);
ALTER TABLE claims_source SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02);
"""
_PLAIN = """
ALTER TABLE claims_host RESET (fillfactor, autovacuum_vacuum_scale_factor);
ALTER TABLE claims_source RESET (fillfactor, autovacuum_vacuum_scale_factor);
"""
_FIRST_DUE = """
UPDATE claims_host SET next_due_at = (SELECT min(next_check_at) FROM claims_source WHERE host_id = claims_host.id);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='HostWake',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('due_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='RobotsFile',
            fields=[
                ('id', models.UUIDField(default=claims.pipeline.identity.uuid7, editable=False, primary_key=True, serialize=False)),
                ('origin', models.CharField(max_length=300, unique=True)),
                ('access', models.CharField(choices=[('file', 'as its text says'), ('none', 'no file: everything is allowed'), ('unreachable', 'unreachable: nothing is allowed')], max_length=12)),
                ('text', models.TextField(blank=True, default='')),
                ('fetched_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('unreachable_since', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['origin'],
            },
        ),
        migrations.RemoveIndex(
            model_name='host',
            name='host_next_slot',
        ),
        migrations.AddField(
            model_name='citation',
            name='archived_state',
            field=models.CharField(blank=True, choices=[('unpinned', 'unpinned'), ('intact', 'intact'), ('moved', 'moved'), ('altered', 'altered'), ('missing', 'missing'), ('ambiguous', 'ambiguous'), ('unreachable', 'unreachable')], db_default='', default='', help_text="How its passage stands in the archive's copy of its source; empty while none was read.", max_length=12),
        ),
        migrations.AddField(
            model_name='host',
            name='changes',
            field=models.PositiveIntegerField(db_default=0, default=0, editable=False, help_text='Changes seen at its sources.'),
        ),
        migrations.AddField(
            model_name='host',
            name='confirm_seconds',
            field=models.PositiveIntegerField(blank=True, help_text='Seconds until a second look confirms a change; empty for the configured default.', null=True),
        ),
        migrations.AddField(
            model_name='host',
            name='cooling_count',
            field=models.PositiveSmallIntegerField(db_default=0, default=0, editable=False, help_text='How often it asked since it last answered.'),
        ),
        migrations.AddField(
            model_name='host',
            name='exposure_seconds',
            field=models.PositiveBigIntegerField(db_default=0, default=0, editable=False, help_text='The time in which they were seen.'),
        ),
        migrations.AddField(
            model_name='host',
            name='ignores_robots',
            field=models.BooleanField(db_default=False, default=False, help_text='Its owner allowed us what its robots.txt does not.'),
        ),
        migrations.AddField(
            model_name='host',
            name='incident',
            field=models.CharField(blank=True, db_default='', default='', help_text='How most of its sources fail at once.', max_length=20),
        ),
        migrations.AddField(
            model_name='host',
            name='incident_since',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='host',
            name='next_due_at',
            field=models.DateTimeField(blank=True, help_text='When it is asked next: a source is due and it may be asked.', null=True),
        ),
        migrations.AddField(
            model_name='host',
            name='recent',
            field=models.JSONField(blank=True, db_default=models.Value([], models.JSONField()), default=list, editable=False, help_text='What the last looks at its sources came to.'),
        ),
        migrations.AddField(
            model_name='source',
            name='adopted_url',
            field=models.TextField(blank=True, db_default='', default='', help_text='Where it moved for good: asked instead of the cited URL.'),
        ),
        migrations.AddField(
            model_name='source',
            name='archive_due_at',
            field=models.DateTimeField(blank=True, editable=False, help_text='When a copy is looked up at the archive.', null=True),
        ),
        migrations.AddField(
            model_name='source',
            name='archived_at',
            field=models.DateTimeField(blank=True, help_text='When the archive made that copy.', null=True),
        ),
        migrations.AddField(
            model_name='source',
            name='changes',
            field=models.PositiveIntegerField(db_default=0, default=0, editable=False, help_text='Changes that they saw.'),
        ),
        migrations.AddField(
            model_name='source',
            name='exposure_seconds',
            field=models.PositiveBigIntegerField(db_default=0, default=0, editable=False, help_text='The time that they looked back on together.'),
        ),
        migrations.AddField(
            model_name='source',
            name='failing_since',
            field=models.DateTimeField(blank=True, editable=False, help_text='Since when no look brought the page.', null=True),
        ),
        migrations.AddField(
            model_name='source',
            name='looks',
            field=models.PositiveIntegerField(db_default=0, default=0, editable=False, help_text='Looks that could see a change; older ones count less.'),
        ),
        migrations.AddField(
            model_name='source',
            name='move_sightings',
            field=models.PositiveSmallIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AddField(
            model_name='source',
            name='move_since',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='source',
            name='move_target',
            field=models.TextField(blank=True, db_default='', default='', editable=False),
        ),
        migrations.AddField(
            model_name='source',
            name='read_at',
            field=models.DateTimeField(blank=True, editable=False, help_text='When its bytes were last sent, not just a 304.', null=True),
        ),
        migrations.AddField(
            model_name='source',
            name='requested_at',
            field=models.DateTimeField(blank=True, editable=False, help_text='Somebody asked for a look: it goes before the others.', null=True),
        ),
        migrations.AddField(
            model_name='source',
            name='unconfirmed_at',
            field=models.DateTimeField(blank=True, help_text='Since when a change waits for a second look that agrees.', null=True),
        ),
        migrations.AddField(
            model_name='source',
            name='unconfirmed_snapshot',
            field=models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='claims.snapshot'),
        ),
        migrations.AddField(
            model_name='sourcecheck',
            name='reason',
            field=models.TextField(blank=True, db_default='', default='', help_text='Why the link has this state, and what is waited for.'),
        ),
        migrations.AlterField(
            model_name='event',
            name='type',
            field=models.CharField(choices=[('article.created', 'Article Created'), ('article.captured', 'Article Captured'), ('article.failed', 'Article Failed'), ('article.updated', 'Article Updated'), ('claim.created', 'Claim Created'), ('claim.accepted', 'Claim Accepted'), ('claim.rejected', 'Claim Rejected'), ('claim.reopened', 'Claim Reopened'), ('claim.reviewed', 'Claim Reviewed'), ('claim.evidence_changed', 'Claim Evidence Changed'), ('appearance.created', 'Appearance Created'), ('appearance.gone', 'Appearance Gone'), ('citation.created', 'Citation Created'), ('citation.resolved', 'Citation Resolved'), ('citation.updated', 'Citation Updated'), ('citation.changed', 'Citation Changed'), ('citation.withdrawn', 'Citation Withdrawn'), ('entity.created', 'Entity Created'), ('entity.updated', 'Entity Updated'), ('publisher.created', 'Publisher Created'), ('publisher.updated', 'Publisher Updated'), ('review.created', 'Review Created'), ('review.published', 'Review Published'), ('source.created', 'Source Created'), ('source.check_requested', 'Source Check Requested'), ('source.changed', 'Source Changed'), ('source.link_changed', 'Source Link Changed'), ('source.moved', 'Source Moved'), ('source.archived', 'Source Archived'), ('host.updated', 'Host Updated'), ('host.incident_changed', 'Host Incident Changed'), ('endpoint.created', 'Endpoint Created'), ('endpoint.updated', 'Endpoint Updated'), ('endpoint.disabled', 'Endpoint Disabled'), ('endpoint.deleted', 'Endpoint Deleted'), ('api_key.created', 'Api Key Created'), ('api_key.revoked', 'Api Key Revoked'), ('webhook.test', 'Webhook Test')], max_length=40),
        ),
        migrations.AlterField(
            model_name='source',
            name='host',
            field=models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='sources', to='claims.host'),
        ),
        migrations.AlterField(
            model_name='sourcecheck',
            name='outcome',
            field=models.CharField(choices=[('first', 'first text'), ('not_modified', 'not modified (304)'), ('same_body', 'same bytes'), ('same_text', 'same text'), ('changed', 'text changed'), ('rebased', 'read anew by a new reader'), ('unreadable', 'could not be read'), ('failed', 'failed')], max_length=16),
        ),
        migrations.AddIndex(
            model_name='host',
            index=models.Index(fields=['next_due_at'], name='host_due'),
        ),
        migrations.AddIndex(
            model_name='host',
            index=models.Index(condition=models.Q(('incident', ''), _negated=True), fields=['incident_since'], name='host_incidents'),
        ),
        migrations.AddIndex(
            model_name='host',
            index=models.Index(condition=models.Q(('cooling_until__isnull', False)), fields=['cooling_until'], name='host_cooling'),
        ),
        migrations.AddIndex(
            model_name='source',
            index=models.Index(condition=models.Q(('requested_at__isnull', False)), fields=['host', 'requested_at'], name='source_requested'),
        ),
        migrations.AddIndex(
            model_name='source',
            index=models.Index(condition=models.Q(('archive_due_at__isnull', False)), fields=['archive_due_at'], name='source_archive_due'),
        ),
        migrations.AddIndex(
            model_name='source',
            index=models.Index(condition=models.Q(('unconfirmed_at__isnull', False)), fields=['unconfirmed_at'], name='source_unconfirmed'),
        ),
        migrations.AddConstraint(
            model_name='host',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('incident', ''), ('incident_since__isnull', True)), models.Q(models.Q(('incident', ''), _negated=True), ('incident_since__isnull', False)), _connector='OR'), name='host_incident_whole'),
        ),
        migrations.AddField(
            model_name='hostwake',
            name='host',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='claims.host'),
        ),
        migrations.AddField(
            model_name='robotsfile',
            name='host',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='robots_files', to='claims.host'),
        ),
        migrations.RunSQL(_ROOMY, _PLAIN),
        migrations.RunSQL(_FIRST_DUE, migrations.RunSQL.noop),
    ]
