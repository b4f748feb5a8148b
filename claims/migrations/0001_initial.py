"""Every table, constraint and index."""

import claims.ids
import claims.models.search
import claims.vocabulary
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.datetime
import django.db.models.functions.text
import django.utils.timezone
from django.db import migrations, models


# Rows of these tables change with every check: room in their pages, and a vacuum before a fifth of them is dead. An attempt
# changes once, soon after it was added.
_HOT_ROWS = """
ALTER TABLE claims_host SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);
ALTER TABLE claims_source SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02);
ALTER TABLE claims_endpointqueue SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);
ALTER TABLE claims_endpoint SET (fillfactor = 80);
ALTER TABLE claims_attempt SET (fillfactor = 55);
"""
_PLAIN_ROWS = """
ALTER TABLE claims_host RESET (fillfactor, autovacuum_vacuum_scale_factor);
ALTER TABLE claims_source RESET (fillfactor, autovacuum_vacuum_scale_factor);
ALTER TABLE claims_endpointqueue RESET (fillfactor, autovacuum_vacuum_scale_factor);
ALTER TABLE claims_endpoint RESET (fillfactor);
ALTER TABLE claims_attempt RESET (fillfactor);
"""

# `updated_at` is when `version` changed, whichever statement changes it.
_VERSIONED = ("article", "citation", "claim", "endpoint", "entity", "publisher", "review", "source")
_NOTE_UPDATES = """
CREATE FUNCTION claims_note_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.updated_at := clock_timestamp();
    RETURN NEW;
END
$$;
""" + "".join(
    f"CREATE TRIGGER claims_{noun}_updated BEFORE UPDATE ON claims_{noun} FOR EACH ROW"
    f" WHEN (OLD.version IS DISTINCT FROM NEW.version) EXECUTE FUNCTION claims_note_update();\n"
    for noun in _VERSIONED
)
_FORGET_UPDATES = "".join(
    f"DROP TRIGGER claims_{noun}_updated ON claims_{noun};\n" for noun in _VERSIONED
) + "DROP FUNCTION claims_note_update();\n"


# The TypeID of a key, as `claims.ids.type_id` makes it: base32 in groups of 10 bits, two letters of a table each. The table is
# a literal in each place: as a variable it would be copied for each call.
_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
_PAIRS = "".join(first + second for first in _LETTERS for second in _LETTERS)


def _pair(group: int) -> str:
    """The letters of one of the 13 groups; the first has only 8 bits, because 26 letters have two bits more than a key."""
    start = max(10 * group - 2, 0)
    end = 10 * group + 8
    first, last = start // 8, (end - 1) // 8
    number = " | ".join(f"get_byte(bytes, {index}) << {8 * (last - index)}" for index in range(first, last + 1))
    shift = 8 * (last + 1) - end
    offset = f"({number}) >> {shift - 1}" if shift else f"({number}) << 1"
    return f"substr('{_PAIRS}'::bytea, 1 + ({offset} & 2046), 2)"


_TYPE_IDS = f"""
CREATE FUNCTION claims_type_id(noun text, key uuid) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    bytes bytea := uuid_send(key);
BEGIN
    RETURN noun || '_' || encode({" || ".join(map(_pair, range(13)))}, 'escape');
END
$$
"""
_NO_TYPE_IDS = "DROP FUNCTION claims_type_id(text, uuid)"

# The lexemes by which `claims.models.search` finds a text.
_SEARCH_WORDS = r"""
CREATE FUNCTION claims_search_words(content text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 10000 AS $$
SELECT strip(to_tsvector('pg_catalog.english', left(content, 10000))) || array_to_tsvector(coalesce(array_agg(DISTINCT lexeme), '{}'))
FROM (
    SELECT substr(lower(word), start, 16) AS lexeme
    FROM regexp_split_to_table(translate(normalize(left(content, 10000), NFKC), '‐‑‒–—−', '------'), '\s+') AS spaced (word_with_signs)
    CROSS JOIN LATERAL (SELECT btrim(word_with_signs, '"''.,;:!?()[]{}') AS word) AS trimmed
    CROSS JOIN LATERAL generate_series(1, CASE WHEN word ~ '[^a-z!-/:-@[-`{-~]' THEN length(word) ELSE 1 END) AS start
    WHERE substr(lower(word), start, 1) ~ '[a-z0-9]|[^\x01-\x7f]'
        AND (start = 1 OR start < length(word) OR substr(word, start, 1) !~ '[A-Za-z]')
) AS part
$$
"""
_NO_SEARCH_WORDS = "DROP FUNCTION claims_search_words(text)"
# What texts share that `claims.pipeline.fingerprint.normalise` makes equal; others may share it, too. A text of signs alone has none.
_TEXT_KEYS = r"""
CREATE FUNCTION claims_text_key(content text) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
SELECT hashtextextended(nullif(regexp_replace(
    regexp_replace(lower(normalize(content, NFKC)), '([0-9])\s{0,3}per\s{0,3}cent\M', '\1%', 'g'),
    '[\s!-$&-/:-@[-`{-~\u00ad\u2010-\u201f\u200b\u2212]+', '', 'g'
), ''), 0)
$$
"""
_NO_TEXT_KEYS = "DROP FUNCTION claims_text_key(text)"


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.RunSQL(_TYPE_IDS, _NO_TYPE_IDS),
        migrations.RunSQL(_SEARCH_WORDS, _NO_SEARCH_WORDS),
        migrations.RunSQL(_TEXT_KEYS, _NO_TEXT_KEYS),
        migrations.CreateModel(
            name='Article',
            fields=[
                ('id', models.UUIDField(default=claims.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('content_hash', models.CharField(blank=True, default='', editable=False, help_text='Identifies an article without a URL; empty for one with a URL.', max_length=64)),
                ('captured_hash', models.CharField(blank=True, default='', editable=False, help_text='Hash of the posted content that was captured last.', max_length=64)),
                ('origin', models.CharField(choices=[('fetched', 'fetched from its URL'), ('posted', 'posted as content')], editable=False, max_length=8)),
                ('title', models.CharField(blank=True, default='', max_length=500)),
                ('authors', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), blank=True, default=list, size=None)),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('language', models.CharField(blank=True, default='', max_length=16)),
                ('state', models.CharField(choices=[('pending', 'pending'), ('captured', 'captured'), ('failed', 'failed')], default='pending', max_length=8)),
                ('failure', models.CharField(blank=True, default='', help_text='The reason of the failure, as a code.', max_length=40)),
                ('failure_detail', models.TextField(blank=True, default='')),
                ('search', models.GeneratedField(db_persist=True, expression=claims.models.search.SearchWords('title'), output_field=django.contrib.postgres.search.SearchVectorField())),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
            ],
            options={
                'ordering': ['-created_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='SourceText',
            fields=[
                ('text_hash', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('text', models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name='Snapshot',
            fields=[
                ('id', models.UUIDField(default=claims.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('source_text', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='snapshots', to='claims.sourcetext')),
                ('extractor_version', models.CharField(max_length=40)),
                ('captured_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-captured_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='ArticleVersion',
            fields=[
                ('id', models.UUIDField(default=claims.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('text', models.TextField()),
                ('text_hash', models.CharField(max_length=64)),
                ('references', models.JSONField(blank=True, default=list)),
                ('notes', models.JSONField(blank=True, default=list)),
                ('claim_reviews', models.JSONField(blank=True, default=list)),
                ('extractor_version', models.CharField(max_length=40)),
                ('captured_at', models.DateTimeField()),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='claims.article')),
            ],
            options={
                'ordering': ['-captured_at', '-id'],
            },
        ),
        migrations.AddField(
            model_name='article',
            name='current_version',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.articleversion'),
        ),
        migrations.CreateModel(
            name='Claim',
            fields=[
                ('id', models.UUIDField(default=claims.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('text', models.TextField()),
                ('kind', models.CharField(choices=[('comparison', 'comparison'), ('quantity', 'quantity'), ('event', 'event'), ('attribute', 'attribute')], max_length=16)),
                ('status', models.CharField(choices=[('proposed', 'proposed'), ('accepted', 'accepted'), ('rejected', 'rejected'), ('merged', 'merged'), ('withdrawn', 'withdrawn')], default='proposed', max_length=9)),
                ('verdict', models.CharField(choices=[('unreviewed', 'unreviewed'), ('supported', 'supported'), ('mostly_supported', 'mostly supported'), ('conflicting', 'conflicting'), ('not_enough_evidence', 'not enough evidence'), ('refuted', 'refuted'), ('outdated', 'outdated'), ('unverifiable', 'unverifiable')], default='unreviewed', max_length=24)),
                ('evidence_state', models.CharField(choices=[('uncited', 'uncited'), ('unchecked', 'unchecked'), ('unpinned', 'unpinned'), ('standing', 'standing'), ('weakened', 'weakened'), ('lost', 'lost')], default=claims.vocabulary.EvidenceState['UNCITED'], max_length=12)),
                ('identity_key', models.CharField(editable=False, max_length=64)),
                ('search', models.GeneratedField(db_persist=True, expression=claims.models.search.SearchWords('text'), output_field=django.contrib.postgres.search.SearchVectorField())),
                ('first_seen_at', models.DateTimeField()),
                ('last_seen_at', models.DateTimeField()),
                ('gone_at', models.DateTimeField(blank=True, editable=False, help_text='Since when no article makes it.', null=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('compared_version', models.PositiveIntegerField(db_default=0, default=0, editable=False, help_text='The version that was last compared with other claims.')),
                ('independent_sources', models.PositiveIntegerField(db_default=0, default=0, editable=False)),
                ('polarity', models.CharField(choices=[('asserted', 'asserted'), ('negated', 'negated'), ('disputed', 'disputed')], default=claims.vocabulary.Polarity['ASSERTED'], max_length=8)),
                ('voices', models.JSONField(blank=True, db_default=models.Value([], models.JSONField()), default=list, editable=False, help_text='Its sources in groups that count once, each with the reasons.')),
                ('merged_into', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged_claims', to='claims.claim')),
            ],
            options={
                'ordering': ['-created_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Appearance',
            fields=[
                ('id', models.UUIDField(default=claims.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('quote', models.TextField()),
                ('prefix', models.CharField(blank=True, default='', max_length=200)),
                ('suffix', models.CharField(blank=True, default='', max_length=200)),
                ('start', models.PositiveIntegerField()),
                ('end', models.PositiveIntegerField()),
                ('attributed_to', models.CharField(blank=True, default='', max_length=200)),
                ('hedge', models.CharField(blank=True, default='', max_length=200)),
                ('speech', models.CharField(blank=True, choices=[('', 'no speaker named'), ('direct', 'direct'), ('indirect', 'indirect')], default='', max_length=8)),
                ('polarity', models.CharField(choices=[('asserted', 'asserted'), ('negated', 'negated'), ('disputed', 'disputed')], default=claims.vocabulary.Polarity['ASSERTED'], max_length=8)),
                ('extractor', models.CharField(max_length=40)),
                ('extractor_version', models.CharField(max_length=40)),
                ('rule', models.CharField(blank=True, default='', max_length=80)),
                ('seen_at', models.DateTimeField()),
                ('gone_at', models.DateTimeField(blank=True, null=True)),
                ('gone_reason', models.CharField(blank=True, choices=[('', 'not gone'), ('text', "the article's text changed"), ('reading', 'a newer extractor does not find it'), ('withdrawn', 'the article was withdrawn')], default='', max_length=9)),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='appearances', to='claims.article')),
                ('article_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appearances', to='claims.articleversion')),
                ('first_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.articleversion')),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='appearances', to='claims.claim')),
            ],
            options={
                'ordering': ['article_version', 'start'],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.UUIDField(default=claims.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('pending', 'pending'), ('delivered', 'delivered'), ('exhausted', 'exhausted'), ('cancelled', 'cancelled')], default='pending', max_length=10)),
                ('attempt_count', models.PositiveSmallIntegerField(default=0)),
                ('next_attempt_at', models.DateTimeField(null=True)),
                ('delivered_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('redelivery_of', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='redeliveries', to='claims.delivery')),
            ],
            options={
                'verbose_name_plural': 'deliveries',
                'ordering': ['-created_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.UUIDField(default=claims.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('started_at', models.DateTimeField()),
                ('elapsed_ms', models.PositiveIntegerField(blank=True, null=True)),
                ('status', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('error', models.CharField(blank=True, default='', max_length=40)),
                ('detail', models.TextField(blank=True, default='')),
                ('remote_address', models.CharField(blank=True, default='', max_length=64)),
                ('response_head', models.TextField(blank=True, default='', help_text='The first 1,024 bytes of the response.')),
                ('delivery', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='attempts', to='claims.delivery')),
            ],
            options={
                'ordering': ['delivery', 'number'],
            },
        ),
        migrations.CreateModel(
            name='Endpoint',
            fields=[
                ('id', models.UUIDField(default=claims.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('url', models.TextField()),
                ('description', models.CharField(blank=True, default='', max_length=200)),
                ('event_types', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None)),
                ('min_severity', models.PositiveSmallIntegerField(default=0)),
                ('payload', models.CharField(choices=[('thin', 'the event with ids'), ('full', 'the event with its claims, articles, entities and evidence')], db_default='thin', default='thin', max_length=4)),
                ('filters', models.JSONField(blank=True, default=dict, help_text='The keys that events must concern, by their kind; empty for all.')),
                ('state', models.CharField(choices=[('active', 'active'), ('paused', 'paused'), ('disabled', 'disabled')], default='active', max_length=8)),
                ('disabled_reason', models.CharField(blank=True, default='', max_length=200)),
                ('signature_scheme', models.CharField(choices=[('hmac-sha256', 'hmac-sha256'), ('ed25519', 'ed25519')], default=claims.vocabulary.SignatureScheme['HMAC_SHA256'], max_length=11)),
                ('public_key', models.CharField(blank=True, default='', editable=False, max_length=60)),
                ('secret', models.TextField(editable=False)),
                ('previous_secret', models.TextField(blank=True, default='', editable=False)),
                ('previous_secret_until', models.DateTimeField(blank=True, editable=False, null=True)),
                ('first_failed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('last_delivered_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('owner', models.CharField(editable=False, help_text='The API key or the user that registered it.', max_length=100)),
                ('owner_email', models.CharField(blank=True, db_default='', default='', help_text='Where a mail is sent when the endpoint is disabled.', max_length=254)),
                ('mail_due_at', models.DateTimeField(editable=False, null=True)),
                ('mail_attempt_count', models.PositiveSmallIntegerField(db_default=0, default=0, editable=False)),
                ('is_operator', models.BooleanField(default=False, editable=False, help_text='Whether it may receive the events of keys and of endpoints of other owners.')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('deleted_at', models.DateTimeField(blank=True, editable=False, null=True)),
            ],
            options={
                'ordering': ['-created_at', '-id'],
                'indexes': [models.Index(fields=['created_at', 'id'], name='endpoint_by_age'), django.contrib.postgres.indexes.GinIndex(condition=models.Q(('deleted_at__isnull', True), ('state', 'active')), fields=['event_types'], name='endpoint_listening'), models.Index(condition=models.Q(('mail_due_at__isnull', False)), fields=['mail_due_at'], name='endpoint_mail_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'disabled'), _negated=True), models.Q(('disabled_reason', ''), _negated=True), _connector='OR'), name='endpoint_disabled_has_reason'), models.CheckConstraint(condition=models.Q(('min_severity__lte', 6)), name='endpoint_severity_known')],
            },
        ),
        migrations.AddField(
            model_name='delivery',
            name='endpoint',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='claims.endpoint'),
        ),
        migrations.CreateModel(
            name='EndpointQueue',
            fields=[
                ('endpoint', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='queue', serialize=False, to='claims.endpoint')),
                ('next_due_at', models.DateTimeField(help_text='When the next delivery may be attempted; empty if none is pending.', null=True)),
                ('standing', models.CharField(choices=[('trusted', 'trusted'), ('unproven', 'unproven'), ('failing', 'failing')], db_default=claims.vocabulary.Standing['UNPROVEN'], default=claims.vocabulary.Standing['UNPROVEN'], max_length=8)),
                ('window_size', models.PositiveSmallIntegerField(db_default=1, default=1, help_text='The most requests that are under way at a time.')),
                ('failure_count', models.PositiveIntegerField(db_default=0, default=0, help_text='Number of failures since its last success.')),
                ('rests_until', models.DateTimeField(help_text='No request is sent before this time, because the last ones failed.', null=True)),
                ('lease_token', models.UUIDField(null=True)),
                ('lease_until', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['standing', 'next_due_at'], name='endpoint_queue_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('lease_token__isnull', True), ('lease_until__isnull', True)), models.Q(('lease_token__isnull', False), ('lease_until__isnull', False)), _connector='OR'), name='endpoint_queue_lease_whole'), models.CheckConstraint(condition=models.Q(('window_size__gte', 1)), name='endpoint_queue_window_open')],
            },
        ),
        migrations.CreateModel(
            name='Entity',
            fields=[
                ('id', models.UUIDField(default=claims.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200)),
                ('kind', models.CharField(choices=[('model', 'model'), ('organisation', 'organisation'), ('benchmark', 'benchmark'), ('dataset', 'dataset'), ('product', 'product'), ('person', 'person'), ('technique', 'technique'), ('other', 'other')], default=claims.vocabulary.EntityKind['OTHER'], max_length=16)),
                ('status', models.CharField(choices=[('proposed', 'proposed'), ('accepted', 'accepted'), ('merged', 'merged')], default='proposed', max_length=8)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='variants', to='claims.entity')),
            ],
            options={
                'verbose_name_plural': 'entities',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Alias',
            fields=[
                ('id', models.UUIDField(default=claims.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('text', models.CharField(max_length=200)),
                ('key', models.CharField(editable=False, max_length=200)),
                ('entity', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='aliases', to='claims.entity')),
            ],
            options={
                'verbose_name_plural': 'aliases',
                'ordering': ['text'],
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.UUIDField(default=claims.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('seq', models.BigIntegerField(editable=False, null=True, unique=True)),
                ('type', models.CharField(choices=[('article.created', 'Article Created'), ('article.captured', 'Article Captured'), ('article.failed', 'Article Failed'), ('article.updated', 'Article Updated'), ('article.withdrawn', 'Article Withdrawn'), ('article.restored', 'Article Restored'), ('claim.created', 'Claim Created'), ('claim.accepted', 'Claim Accepted'), ('claim.rejected', 'Claim Rejected'), ('claim.reopened', 'Claim Reopened'), ('claim.reviewed', 'Claim Reviewed'), ('claim.updated', 'Claim Updated'), ('claim.merged', 'Claim Merged'), ('claim.unmerged', 'Claim Unmerged'), ('claim.distinguished', 'Claim Distinguished'), ('claim.undistinguished', 'Claim Undistinguished'), ('claim.withdrawn', 'Claim Withdrawn'), ('claim.evidence_changed', 'Claim Evidence Changed'), ('claim.gone', 'Claim Gone'), ('claim.returned', 'Claim Returned'), ('appearance.created', 'Appearance Created'), ('appearance.gone', 'Appearance Gone'), ('appearance.returned', 'Appearance Returned'), ('appearance.updated', 'Appearance Updated'), ('citation.created', 'Citation Created'), ('citation.resolved', 'Citation Resolved'), ('citation.updated', 'Citation Updated'), ('citation.changed', 'Citation Changed'), ('citation.withdrawn', 'Citation Withdrawn'), ('conflict.opened', 'Conflict Opened'), ('conflict.updated', 'Conflict Updated'), ('conflict.resolved', 'Conflict Resolved'), ('entity.created', 'Entity Created'), ('entity.updated', 'Entity Updated'), ('entity.merged', 'Entity Merged'), ('entity.unmerged', 'Entity Unmerged'), ('entity.distinguished', 'Entity Distinguished'), ('entity.undistinguished', 'Entity Undistinguished'), ('publisher.created', 'Publisher Created'), ('publisher.updated', 'Publisher Updated'), ('review.created', 'Review Created'), ('review.published', 'Review Published'), ('review.updated', 'Review Updated'), ('source.created', 'Source Created'), ('source.check_requested', 'Source Check Requested'), ('source.changed', 'Source Changed'), ('source.link_changed', 'Source Link Changed'), ('source.moved', 'Source Moved'), ('source.merged', 'Source Merged'), ('source.separated', 'Source Separated'), ('source.archived', 'Source Archived'), ('source.corrected', 'Source Corrected'), ('source.retracted', 'Source Retracted'), ('source.revised', 'Source Revised'), ('host.updated', 'Host Updated'), ('host.incident_changed', 'Host Incident Changed'), ('endpoint.created', 'Endpoint Created'), ('endpoint.updated', 'Endpoint Updated'), ('endpoint.disabled', 'Endpoint Disabled'), ('endpoint.deleted', 'Endpoint Deleted'), ('api_key.created', 'Api Key Created'), ('api_key.revoked', 'Api Key Revoked'), ('webhook.test', 'Webhook Test')], max_length=40)),
                ('subject_type', models.CharField(max_length=20)),
                ('subject_id', models.UUIDField()),
                ('subject_version', models.PositiveIntegerField(blank=True, null=True)),
                ('changes', models.JSONField(default=dict)),
                ('related', models.JSONField(default=dict)),
                ('severity', models.PositiveSmallIntegerField(default=0)),
                ('recovers', models.PositiveSmallIntegerField(db_default=0, default=0, help_text='The severity of the state that this event ends; 0 unless it is a recovery.')),
                ('actor_type', models.CharField(choices=[('api_key', 'API key'), ('user', 'user'), ('worker', 'worker')], max_length=8)),
                ('actor_id', models.CharField(help_text="The API key's id, the user's name, or the worker's stage.", max_length=100)),
                ('cause_type', models.CharField(blank=True, default='', max_length=20)),
                ('cause_id', models.CharField(blank=True, default='', help_text='The check or the request that caused it.', max_length=100)),
                ('occurred_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-occurred_at', '-id'],
                'indexes': [models.Index(condition=models.Q(('seq__isnull', True)), fields=['id'], name='event_unpublished'), models.Index(fields=['subject_id', 'seq'], name='event_history'), models.Index(fields=['type', 'seq'], name='event_by_type')],
                'constraints': [models.CheckConstraint(condition=models.Q(('seq__isnull', True), ('seq__gte', 1), _connector='OR'), name='event_seq_positive'), models.CheckConstraint(condition=models.Q(('severity__lte', 6)), name='event_severity_known')],
            },
        ),
        migrations.AddField(
            model_name='delivery',
            name='event',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='claims.event'),
        ),
        migrations.CreateModel(
            name='FeedPosition',
            fields=[
                ('name', models.CharField(max_length=20, primary_key=True, serialize=False)),
                ('seq', models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='RetentionPosition',
            fields=[
                ('table', models.CharField(max_length=20, primary_key=True, serialize=False)),
                ('key', models.UUIDField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Host',
            fields=[
                ('id', models.UUIDField(default=claims.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=253, unique=True)),
                ('spacing_seconds', models.PositiveIntegerField(blank=True, help_text='Seconds between two requests; empty for the default.', null=True)),
                ('confirm_seconds', models.PositiveIntegerField(blank=True, help_text='Seconds until a second check confirms a change; empty for the default.', null=True)),
                ('ignores_robots', models.BooleanField(db_default=False, default=False, help_text="Fetch what its robots.txt forbids; only with the owner's permission.")),
                ('next_due_at', models.DateTimeField(blank=True, help_text='When the next check of one of its sources is due.', null=True)),
                ('next_slot_at', models.DateTimeField(help_text='No request is sent before this time.')),
                ('cooling_until', models.DateTimeField(blank=True, help_text='Until then no request is sent, because it responded with 429 or 503.', null=True)),
                ('cooling_count', models.PositiveSmallIntegerField(db_default=0, default=0, editable=False, help_text='Number of 429 and 503 responses since its last other response.')),
                ('recent', models.JSONField(blank=True, db_default=models.Value([], models.JSONField()), default=list, editable=False, help_text='The outcomes of the last checks of its sources.')),
                ('incident', models.CharField(blank=True, db_default='', default='', help_text='How most of its sources fail at the same time; empty for none.', max_length=20)),
                ('incident_since', models.DateTimeField(blank=True, null=True)),
                ('changes', models.PositiveIntegerField(db_default=0, default=0, editable=False, help_text='Number of changes of its sources.')),
                ('exposure_seconds', models.PositiveBigIntegerField(db_default=0, default=0, editable=False, help_text='The time in which these changes were observed.')),
                ('lease_token', models.UUIDField(blank=True, editable=False, null=True)),
                ('lease_until', models.DateTimeField(blank=True, editable=False, null=True)),
            ],
            options={
                'ordering': ['name'],
                'indexes': [models.Index(fields=['next_due_at'], name='host_due'), models.Index(condition=models.Q(('incident', ''), _negated=True), fields=['incident_since'], name='host_incidents'), models.Index(condition=models.Q(('cooling_until__isnull', False)), fields=['cooling_until'], name='host_cooling')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('lease_token__isnull', True), ('lease_until__isnull', True)), models.Q(('lease_token__isnull', False), ('lease_until__isnull', False)), _connector='OR'), name='host_lease_whole'), models.CheckConstraint(condition=models.Q(models.Q(('incident', ''), ('incident_since__isnull', True)), models.Q(models.Q(('incident', ''), _negated=True), ('incident_since__isnull', False)), _connector='OR'), name='host_incident_whole')],
            },
        ),
        migrations.CreateModel(
            name='HostWake',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('due_at', models.DateTimeField()),
                ('host', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='claims.host')),
            ],
        ),
        migrations.CreateModel(
            name='Proposition',
            fields=[
                ('id', models.UUIDField(default=claims.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('position', models.PositiveSmallIntegerField()),
                ('form', models.CharField(choices=[('comparison', 'comparison'), ('quantity', 'quantity')], max_length=10)),
                ('subject_text', models.CharField(blank=True, default='', max_length=500)),
                ('relation', models.CharField(blank=True, choices=[('outperforms', 'outperforms'), ('matches', 'matches'), ('underperforms', 'underperforms'), ('is first of', 'is first of'), ('other', 'other')], default='', max_length=16)),
                ('object_text', models.CharField(blank=True, default='', max_length=500)),
                ('on_text', models.CharField(blank=True, default='', max_length=500)),
                ('measure', models.CharField(blank=True, default='', max_length=200)),
                ('op', models.CharField(blank=True, choices=[('=', '='), ('~', '~'), ('>', '>'), ('>=', '>='), ('<', '<'), ('<=', '<='), ('range', 'range')], default='', max_length=5)),
                ('low', models.DecimalField(blank=True, decimal_places=12, max_digits=40, null=True)),
                ('high', models.DecimalField(blank=True, decimal_places=12, max_digits=40, null=True)),
                ('unit', models.CharField(blank=True, default='', max_length=100)),
                ('verbatim', models.CharField(blank=True, default='', max_length=500)),
                ('measure_key', models.CharField(blank=True, default='', editable=False, max_length=200)),
                ('scaled_high', models.DecimalField(blank=True, decimal_places=12, editable=False, max_digits=40, null=True)),
                ('scaled_low', models.DecimalField(blank=True, decimal_places=12, editable=False, max_digits=40, null=True)),
                ('scaled_unit', models.CharField(blank=True, default='', editable=False, max_length=100)),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='propositions', to='claims.claim')),
                ('object', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.entity')),
                ('on', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.entity')),
                ('subject', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.entity')),
            ],
            options={
                'ordering': ['claim', 'position'],
            },
        ),
        migrations.CreateModel(
            name='Publisher',
            fields=[
                ('id', models.UUIDField(default=claims.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200)),
                ('domains', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=253), blank=True, default=list, size=None)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
            ],
            options={
                'ordering': ['name'],
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['domains'], name='publisher_domains')],
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('name'), name='publisher_name_unique'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='publisher_has_name')],
            },
        ),
        migrations.AddField(
            model_name='article',
            name='publisher',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='articles', to='claims.publisher'),
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.UUIDField(default=claims.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('verdict', models.CharField(choices=[('supported', 'supported'), ('mostly_supported', 'mostly supported'), ('conflicting', 'conflicting'), ('not_enough_evidence', 'not enough evidence'), ('refuted', 'refuted'), ('outdated', 'outdated'), ('unverifiable', 'unverifiable')], max_length=24)),
                ('reasons', models.TextField()),
                ('reviewer', models.CharField(editable=False, max_length=200)),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reviews', to='claims.claim')),
            ],
            options={
                'ordering': ['-created_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='RobotsFile',
            fields=[
                ('id', models.UUIDField(default=claims.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('origin', models.CharField(max_length=300, unique=True)),
                ('access', models.CharField(choices=[('file', 'rules in the text'), ('none', 'no file: everything is allowed'), ('unreachable', 'unreachable: nothing is allowed')], max_length=12)),
                ('text', models.TextField(blank=True, default='')),
                ('fetched_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('unreachable_since', models.DateTimeField(blank=True, null=True)),
                ('host', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='robots_files', to='claims.host')),
            ],
            options={
                'ordering': ['origin'],
            },
        ),
        migrations.CreateModel(
            name='Source',
            fields=[
                ('id', models.UUIDField(default=claims.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('cited_url', models.TextField(editable=False, help_text='The URL as it was first given. Never changes.')),
                ('canonical_url', models.TextField(editable=False)),
                ('url_hash', models.CharField(editable=False, max_length=64)),
                ('link_state', models.CharField(choices=[('unknown', 'unknown'), ('live', 'live'), ('moved', 'moved'), ('suspect', 'suspect'), ('dead', 'dead'), ('gone', 'gone'), ('blocked', 'blocked'), ('paywalled', 'paywalled'), ('robots_denied', 'robots denied'), ('soft_404', 'soft 404'), ('quarantined', 'quarantined')], default=claims.vocabulary.LinkState['UNKNOWN'], max_length=16)),
                ('strikes', models.DecimalField(decimal_places=2, default=0, max_digits=6)),
                ('first_failed_at', models.DateTimeField(blank=True, null=True)),
                ('failing_since', models.DateTimeField(blank=True, editable=False, help_text='Time of the first of the failed checks since the page was last fetched.', null=True)),
                ('is_kept_apart', models.BooleanField(db_default=False, default=False, editable=False, help_text='A person separated it from a source that it was merged into; it is not merged again.')),
                ('next_check_at', models.DateTimeField(blank=True, help_text='When it is due; empty for a source that is merged into another.', null=True)),
                ('requested_at', models.DateTimeField(blank=True, editable=False, help_text='When a check was requested; such sources go first.', null=True)),
                ('interval_seconds', models.PositiveIntegerField(default=3600, validators=[django.core.validators.MinValueValidator(1)])),
                ('lease_token', models.UUIDField(blank=True, editable=False, null=True)),
                ('lease_until', models.DateTimeField(blank=True, editable=False, null=True)),
                ('read_attempts', models.PositiveSmallIntegerField(default=0, editable=False, help_text='Attempts to read it whose worker has not returned.')),
                ('check_count', models.PositiveIntegerField(db_default=0, default=0, editable=False, help_text='Checks that could detect a change; older ones count less.')),
                ('changes', models.PositiveIntegerField(db_default=0, default=0, editable=False, help_text='Changes that these checks detected.')),
                ('exposure_seconds', models.PositiveBigIntegerField(db_default=0, default=0, editable=False, help_text='The total time between these checks and the ones before them.')),
                ('etag', models.TextField(blank=True, default='', editable=False)),
                ('last_modified', models.TextField(blank=True, default='', editable=False)),
                ('body_hash', models.CharField(blank=True, default='', editable=False, max_length=64)),
                ('text_hash', models.CharField(blank=True, default='', editable=False, max_length=64)),
                ('extractor_version', models.CharField(blank=True, default='', editable=False, max_length=40)),
                ('last_status', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('last_error', models.CharField(blank=True, default='', max_length=40)),
                ('checked_at', models.DateTimeField(blank=True, null=True)),
                ('read_at', models.DateTimeField(blank=True, editable=False, help_text='When its body was last received, not only a 304.', null=True)),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('unconfirmed_at', models.DateTimeField(blank=True, help_text='When the change was detected that waits for confirmation by a second check.', null=True)),
                ('final_url', models.TextField(blank=True, default='', editable=False)),
                ('adopted_url', models.TextField(blank=True, db_default='', default='', help_text='The URL that it moved to permanently, requested instead of the cited URL.')),
                ('move_target', models.TextField(blank=True, db_default='', default='', editable=False)),
                ('move_since', models.DateTimeField(blank=True, editable=False, null=True)),
                ('move_checks', models.PositiveSmallIntegerField(db_default=0, default=0, editable=False)),
                ('archive_url', models.TextField(blank=True, default='')),
                ('archived_at', models.DateTimeField(blank=True, help_text='When the archive made the copy.', null=True)),
                ('archive_due_at', models.DateTimeField(blank=True, editable=False, help_text='When the archive is searched for a copy.', null=True)),
                ('notice_kind', models.CharField(blank=True, choices=[('correction', 'correction'), ('clarification', 'clarification'), ('retraction', 'retraction'), ('editor_note', 'editor note'), ('update', 'update'), ('superseded', 'superseded'), ('concern', 'concern')], db_default='', default='', help_text='What the page says about itself; empty if it says nothing.', max_length=16)),
                ('notice', models.TextField(blank=True, db_default='', default='', help_text='The words of the notice on the page.')),
                ('save_due_at', models.DateTimeField(blank=True, editable=False, help_text="When it is handed to the archive's save service.", null=True)),
                ('versions', models.JSONField(blank=True, db_default=models.Value([], models.JSONField()), default=list, editable=False, help_text='The versions of a paper that its site lists.')),
                ('versions_due_at', models.DateTimeField(blank=True, editable=False, help_text='When the list of its versions is read.', null=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('host', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='sources', to='claims.host')),
                ('merged_into', models.ForeignKey(blank=True, db_index=False, editable=False, help_text='The source of the same page at another address, which is checked in its place.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='claims.source')),
                ('unconfirmed_snapshot', models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='claims.snapshot')),
            ],
            options={
                'ordering': ['-created_at', '-id'],
            },
        ),
        migrations.AddField(
            model_name='snapshot',
            name='source',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='snapshots', to='claims.source'),
        ),
        migrations.CreateModel(
            name='Citation',
            fields=[
                ('id', models.UUIDField(default=claims.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('is_resolved_by_person', models.BooleanField(default=False, help_text='A curator supplied the URL behind the marker; later versions of the article keep it.')),
                ('label', models.CharField(blank=True, default='', help_text='The marker without its brackets.', max_length=100)),
                ('position', models.PositiveSmallIntegerField(default=0, help_text='The order of the citations of a sentence.')),
                ('stance', models.CharField(choices=[('cited', 'cited'), ('supports', 'supports'), ('disputes', 'disputes'), ('refutes', 'refutes')], default=claims.vocabulary.Stance['CITED'], max_length=8)),
                ('passage_exact', models.TextField(blank=True, default='')),
                ('passage_prefix', models.CharField(blank=True, default='', max_length=200)),
                ('passage_suffix', models.CharField(blank=True, default='', max_length=200)),
                ('passage_origin', models.CharField(blank=True, choices=[('person', 'person'), ('machine', 'machine')], default='', max_length=8)),
                ('is_left_unpinned', models.BooleanField(default=False, help_text='A curator removed the passage; none is proposed again.')),
                ('passage_state', models.CharField(choices=[('unpinned', 'unpinned'), ('intact', 'intact'), ('moved', 'moved'), ('altered', 'altered'), ('missing', 'missing'), ('unverified', 'unverified'), ('ambiguous', 'ambiguous'), ('unreachable', 'unreachable')], default=claims.vocabulary.PassageState['UNPINNED'], max_length=12)),
                ('passage_page', models.PositiveIntegerField(blank=True, help_text='The page of the source that has the passage, if it has pages.', null=True)),
                ('found', models.TextField(blank=True, default='')),
                ('expected_values', models.JSONField(blank=True, default=list)),
                ('values_state', models.CharField(choices=[('none', 'none'), ('present', 'present'), ('changed', 'changed'), ('absent', 'absent')], default=claims.vocabulary.ValuesState['NONE'], max_length=8)),
                ('last_verified_at', models.DateTimeField(blank=True, null=True)),
                ('archived_state', models.CharField(blank=True, choices=[('unpinned', 'unpinned'), ('intact', 'intact'), ('moved', 'moved'), ('altered', 'altered'), ('missing', 'missing'), ('unverified', 'unverified'), ('ambiguous', 'ambiguous'), ('unreachable', 'unreachable')], db_default='', default='', help_text="The state of the passage in the archive's copy of the source; empty if no copy was read.", max_length=12)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('appearance', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='citations', to='claims.appearance')),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='citations', to='claims.claim')),
                ('source', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='citations', to='claims.source')),
                ('merged_from', models.ForeignKey(blank=True, db_index=False, editable=False, help_text='The source that it had until that one was merged into its present source.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.source')),
            ],
            options={
                'ordering': ['created_at', 'id'],
            },
        ),
        migrations.AddField(
            model_name='article',
            name='source',
            field=models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='article', to='claims.source'),
        ),
        migrations.CreateModel(
            name='SourceCheck',
            fields=[
                ('id', models.UUIDField(default=claims.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('checked_at', models.DateTimeField()),
                ('outcome', models.CharField(choices=[('first', 'first text'), ('not_modified', 'not modified (304)'), ('same_body', 'same bytes'), ('same_text', 'same text'), ('changed', 'text changed'), ('rebased', 'read by a newer reader'), ('unreadable', 'could not be read'), ('failed', 'failed')], max_length=16)),
                ('status', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('error', models.CharField(blank=True, default='', max_length=40)),
                ('detail', models.TextField(blank=True, default='')),
                ('reason', models.TextField(blank=True, db_default='', default='', help_text='Why the link has this state, and what the next checks wait for.')),
                ('final_url', models.TextField(blank=True, default='')),
                ('link_state', models.CharField(choices=[('unknown', 'unknown'), ('live', 'live'), ('moved', 'moved'), ('suspect', 'suspect'), ('dead', 'dead'), ('gone', 'gone'), ('blocked', 'blocked'), ('paywalled', 'paywalled'), ('robots_denied', 'robots denied'), ('soft_404', 'soft 404'), ('quarantined', 'quarantined')], max_length=16)),
                ('elapsed_ms', models.PositiveIntegerField(default=0)),
                ('body_bytes', models.PositiveIntegerField(default=0)),
                ('next_check_at', models.DateTimeField()),
                ('snapshot', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='checks', to='claims.snapshot')),
                ('source', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='checks', to='claims.source')),
            ],
            options={
                'ordering': ['-checked_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.UUIDField(default=claims.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('content', models.TextField()),
                ('content_type', models.CharField(choices=[('text/html', 'text/html'), ('text/markdown', 'text/markdown'), ('text/plain', 'text/plain')], max_length=16)),
                ('content_hash', models.CharField(max_length=64)),
                ('submitter', models.CharField(blank=True, default='', help_text='Who posted it; submitters take turns in being read.', max_length=120)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('next_attempt_at', models.DateTimeField()),
                ('lease_token', models.UUIDField(blank=True, editable=False, null=True)),
                ('read_attempts', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='submissions', to='claims.article')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.AddConstraint(
            model_name='articleversion',
            constraint=models.UniqueConstraint(fields=('article', 'number'), name='articleversion_number_unique'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(fields=['updated_at', 'id'], name='article_by_update'),
        ),
        migrations.AddIndex(
            model_name='citation',
            index=models.Index(fields=['updated_at', 'id'], name='citation_by_update'),
        ),
        migrations.AddIndex(
            model_name='claim',
            index=models.Index(fields=['updated_at', 'id'], name='claim_by_update'),
        ),
        migrations.AddIndex(
            model_name='endpoint',
            index=models.Index(fields=['updated_at', 'id'], name='endpoint_by_update'),
        ),
        migrations.AddIndex(
            model_name='entity',
            index=models.Index(fields=['updated_at', 'id'], name='entity_by_update'),
        ),
        migrations.AddIndex(
            model_name='publisher',
            index=models.Index(fields=['updated_at', 'id'], name='publisher_by_update'),
        ),
        migrations.AddIndex(
            model_name='review',
            index=models.Index(fields=['updated_at', 'id'], name='review_by_update'),
        ),
        migrations.AddIndex(
            model_name='source',
            index=models.Index(fields=['updated_at', 'id'], name='source_by_update'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['occurred_at'], name='event_by_time'),
        ),
        migrations.AddIndex(
            model_name='claim',
            index=models.Index(condition=models.Q(('gone_at__isnull', False)), fields=['id'], name='claim_gone'),
        ),
        migrations.AddIndex(
            model_name='claim',
            index=models.Index(fields=['created_at', 'id'], name='claim_by_age'),
        ),
        migrations.AddIndex(
            model_name='claim',
            index=models.Index(fields=['status', 'created_at', 'id'], name='claim_by_status'),
        ),
        migrations.AddIndex(
            model_name='claim',
            index=models.Index(fields=['last_seen_at', 'id'], name='claim_by_last_seen'),
        ),
        migrations.AddIndex(
            model_name='claim',
            index=models.Index(claims.models.search.TextKey('text'), name='claim_by_text'),
        ),
        migrations.AddIndex(
            model_name='claim',
            index=models.Index(condition=models.Q(('polarity', 'asserted'), _negated=True), fields=['polarity', 'created_at', 'id'], name='claim_denied'),
        ),
        migrations.AddIndex(
            model_name='claim',
            index=models.Index(condition=models.Q(('compared_version', models.F('version')), _negated=True), fields=['id'], name='claim_uncompared'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.UniqueConstraint(fields=('identity_key',), name='claim_identity_unique'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='claim_has_text'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('merged_into__isnull', False), ('status', 'merged')), models.Q(models.Q(('status', 'merged'), _negated=True), ('merged_into__isnull', True)), _connector='OR'), name='claim_merged_has_target'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(('last_seen_at__gte', models.F('first_seen_at'))), name='claim_seen_in_order'),
        ),
        migrations.AddIndex(
            model_name='appearance',
            index=models.Index(fields=['article', 'gone_at', 'start'], name='appearance_in_article'),
        ),
        migrations.AddIndex(
            model_name='appearance',
            index=models.Index(fields=['claim', 'gone_at'], name='appearance_of_claim'),
        ),
        migrations.AddConstraint(
            model_name='appearance',
            constraint=models.UniqueConstraint(fields=('article_version', 'start', 'end', 'claim'), name='appearance_unique'),
        ),
        migrations.AddConstraint(
            model_name='appearance',
            constraint=models.CheckConstraint(condition=models.Q(('end__gt', models.F('start'))), name='appearance_not_empty'),
        ),
        migrations.AddConstraint(
            model_name='appearance',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('gone_at__isnull', True), ('gone_reason', '')), models.Q(('gone_at__isnull', False), models.Q(('gone_reason', ''), _negated=True)), _connector='OR'), name='appearance_gone_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='appearance',
            constraint=models.CheckConstraint(condition=models.Q(('polarity__in', ['asserted', 'negated', 'disputed'])), name='appearance_polarity_known'),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.UniqueConstraint(fields=('delivery', 'number'), name='attempt_number_unique'),
        ),
        migrations.AddIndex(
            model_name='entity',
            index=models.Index(fields=['name', 'id'], name='entity_by_name'),
        ),
        migrations.AddIndex(
            model_name='entity',
            index=models.Index(fields=['kind', 'id'], name='entity_by_kind'),
        ),
        migrations.AddConstraint(
            model_name='entity',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='entity_has_name'),
        ),
        migrations.AddConstraint(
            model_name='entity',
            constraint=models.CheckConstraint(condition=models.Q(('parent__isnull', True), models.Q(('parent', models.F('id')), _negated=True), _connector='OR'), name='entity_not_own_parent'),
        ),
        migrations.AddConstraint(
            model_name='alias',
            constraint=models.UniqueConstraint(fields=('key',), name='alias_key_unique'),
        ),
        migrations.AddConstraint(
            model_name='alias',
            constraint=models.CheckConstraint(condition=models.Q(('key', ''), _negated=True), name='alias_has_key'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('attempt_count', 0), ('state', 'pending')), fields=['endpoint', 'next_attempt_at'], name='delivery_first_due'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('attempt_count__gt', 0), ('state', 'pending')), fields=['endpoint', 'next_attempt_at'], name='delivery_retry_due'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['created_at', 'id'], name='delivery_by_age'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('redelivery_of__isnull', False)), fields=['redelivery_of'], name='delivery_again'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.UniqueConstraint(condition=models.Q(('redelivery_of__isnull', True)), fields=('endpoint', 'event'), name='delivery_unique'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('next_attempt_at__isnull', False), ('state', 'pending')), models.Q(models.Q(('state', 'pending'), _negated=True), ('next_attempt_at__isnull', True)), _connector='OR'), name='delivery_pending_has_time'),
        ),
        migrations.AddIndex(
            model_name='proposition',
            index=models.Index(fields=['subject', 'relation'], name='proposition_by_subject'),
        ),
        migrations.AddIndex(
            model_name='proposition',
            index=models.Index(fields=['object'], name='proposition_by_object'),
        ),
        migrations.AddIndex(
            model_name='proposition',
            index=models.Index(fields=['on'], name='proposition_by_benchmark'),
        ),
        migrations.AddIndex(
            model_name='proposition',
            index=models.Index(fields=['subject', 'object'], name='proposition_by_pair'),
        ),
        migrations.AddIndex(
            model_name='proposition',
            index=models.Index(fields=['subject', 'measure_key', 'scaled_low'], name='proposition_by_quantity'),
        ),
        migrations.AddIndex(
            model_name='proposition',
            index=models.Index(condition=models.Q(('relation', ''), _negated=True), fields=['relation'], name='proposition_by_relation'),
        ),
        migrations.AddIndex(
            model_name='proposition',
            index=models.Index(fields=['measure_key', 'scaled_low'], name='proposition_by_measure'),
        ),
        migrations.AddIndex(
            model_name='proposition',
            index=models.Index(fields=['scaled_unit', 'scaled_low'], name='proposition_by_unit'),
        ),
        migrations.AddIndex(
            model_name='proposition',
            index=models.Index(fields=['scaled_low'], name='proposition_by_low'),
        ),
        migrations.AddIndex(
            model_name='proposition',
            index=models.Index(fields=['scaled_high'], name='proposition_by_high'),
        ),
        migrations.AddConstraint(
            model_name='proposition',
            constraint=models.UniqueConstraint(fields=('claim', 'position'), name='proposition_position_unique'),
        ),
        migrations.AddConstraint(
            model_name='proposition',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('form', 'comparison'), models.Q(('relation', ''), _negated=True), ('op', '')), models.Q(('form', 'quantity'), ('relation', ''), models.Q(('op', ''), _negated=True)), _connector='OR'), name='proposition_whole'),
        ),
        migrations.AddConstraint(
            model_name='proposition',
            constraint=models.CheckConstraint(condition=models.Q(('high__isnull', True), models.Q(('low__lte', models.F('high')), ('op', 'range')), _connector='OR'), name='proposition_range_in_order'),
        ),
        migrations.AddConstraint(
            model_name='proposition',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('measure', ''), models.Q(('measure_key', ''), _negated=True), _connector='OR'), models.Q(('low__isnull', True), models.Q(('scaled_high__isnull', False), ('scaled_low__isnull', False)), _connector='OR')), name='proposition_derived'),
        ),
        migrations.AddIndex(
            model_name='review',
            index=models.Index(fields=['claim', '-published_at'], name='review_latest'),
        ),
        migrations.AddIndex(
            model_name='review',
            index=models.Index(fields=['created_at', 'id'], name='review_by_age'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(('reasons', ''), _negated=True), name='review_has_reasons'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(('verdict', 'unreviewed'), _negated=True), name='review_has_verdict'),
        ),
        migrations.AddIndex(
            model_name='source',
            index=models.Index(fields=['host', 'next_check_at'], name='source_due_by_host'),
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
            index=models.Index(condition=models.Q(('save_due_at__isnull', False)), fields=['save_due_at'], name='source_save_due'),
        ),
        migrations.AddIndex(
            model_name='source',
            index=models.Index(condition=models.Q(('versions_due_at__isnull', False)), fields=['versions_due_at'], name='source_versions_due'),
        ),
        migrations.AddIndex(
            model_name='source',
            index=models.Index(condition=models.Q(('merged_into__isnull', False)), fields=['merged_into'], name='source_merged'),
        ),
        migrations.AddIndex(
            model_name='source',
            index=models.Index(condition=models.Q(('unconfirmed_at__isnull', False)), fields=['unconfirmed_at'], name='source_unconfirmed'),
        ),
        migrations.AddIndex(
            model_name='source',
            index=models.Index(fields=['link_state', 'id'], name='source_by_state'),
        ),
        migrations.AddIndex(
            model_name='source',
            index=models.Index(fields=['created_at', 'id'], name='source_by_age'),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.UniqueConstraint(fields=('url_hash',), name='source_url_unique'),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.CheckConstraint(condition=models.Q(('strikes__gte', 0)), name='source_strikes_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.CheckConstraint(condition=models.Q(('interval_seconds__gte', 1)), name='source_interval_positive'),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('lease_token__isnull', True), ('lease_until__isnull', True)), models.Q(('lease_token__isnull', False), ('lease_until__isnull', False)), _connector='OR'), name='source_lease_whole'),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('merged_into__isnull', True), ('next_check_at__isnull', False)), models.Q(('lease_token__isnull', True), ('merged_into__isnull', False), ('next_check_at__isnull', True)), _connector='OR'), name='source_merged_is_not_checked'),
        ),
        migrations.AddIndex(
            model_name='snapshot',
            index=models.Index(fields=['source', '-captured_at'], name='snapshot_newest'),
        ),
        migrations.AddIndex(
            model_name='snapshot',
            index=models.Index(fields=['source_text'], name='snapshot_of_text'),
        ),
        migrations.AddConstraint(
            model_name='snapshot',
            constraint=models.UniqueConstraint(fields=('source', 'source_text', 'extractor_version'), name='snapshot_unique'),
        ),
        migrations.AddIndex(
            model_name='citation',
            index=models.Index(fields=['created_at', 'id'], name='citation_by_age'),
        ),
        migrations.AddIndex(
            model_name='citation',
            index=models.Index(fields=['passage_state', 'id'], name='citation_by_passage'),
        ),
        migrations.AddIndex(
            model_name='citation',
            index=models.Index(condition=models.Q(('merged_from__isnull', False)), fields=['merged_from'], name='citation_merged'),
        ),
        migrations.AddIndex(
            model_name='citation',
            index=models.Index(condition=models.Q(('source__isnull', True)), fields=['id'], name='citation_unresolved'),
        ),
        migrations.AddConstraint(
            model_name='citation',
            constraint=models.UniqueConstraint(fields=('claim', 'appearance', 'label', 'source', 'merged_from'), name='citation_unique', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='citation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('passage_exact', ''), ('passage_origin', ''), ('passage_state', 'unpinned')), models.Q(models.Q(('passage_exact', ''), _negated=True), models.Q(('passage_state', 'unpinned'), _negated=True), models.Q(('passage_origin', ''), _negated=True)), _connector='OR'), name='citation_passage_whole'),
        ),
        migrations.AddConstraint(
            model_name='citation',
            constraint=models.CheckConstraint(condition=models.Q(('source__isnull', False), ('passage_exact', ''), _connector='OR'), name='citation_passage_has_source'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(fields=['created_at', 'id'], name='article_by_age'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(django.db.models.functions.comparison.Coalesce('published_at', 'created_at'), models.F('id'), name='article_by_date'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(fields=['state', 'id'], name='article_by_state'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.UniqueConstraint(condition=models.Q(('content_hash', ''), _negated=True), fields=('content_hash',), name='article_content_unique'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('content_hash', ''), ('source__isnull', False)), models.Q(('source__isnull', True), models.Q(('content_hash', ''), _negated=True)), _connector='OR'), name='article_known_by_url_or_content'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'failed'), models.Q(('failure', ''), _negated=True)), models.Q(models.Q(('state', 'failed'), _negated=True), ('failure', '')), _connector='OR'), name='article_failure_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'captured'), _negated=True), ('current_version__isnull', False), _connector='OR'), name='article_captured_has_version'),
        ),
        migrations.AddIndex(
            model_name='sourcecheck',
            index=models.Index(fields=['source', '-checked_at', '-id'], name='sourcecheck_timeline'),
        ),
        migrations.AddIndex(
            model_name='sourcecheck',
            index=models.Index(condition=models.Q(('snapshot__isnull', False)), fields=['snapshot'], name='sourcecheck_of_snapshot'),
        ),
        migrations.AddIndex(
            model_name='sourcecheck',
            index=django.contrib.postgres.indexes.BrinIndex(fields=['checked_at'], name='sourcecheck_by_time'),
        ),
        migrations.AddConstraint(
            model_name='sourcecheck',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'failed'), _negated=True), models.Q(('error', ''), _negated=True), _connector='OR'), name='sourcecheck_failure_has_error'),
        ),
        migrations.AddIndex(
            model_name='submission',
            index=models.Index(fields=['submitter', 'next_attempt_at', 'id'], name='submission_due'),
        ),
        migrations.AddIndex(
            model_name='submission',
            index=models.Index(condition=models.Q(('read_attempts__gt', 0)), fields=['next_attempt_at', 'id'], name='submission_repeated'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.UniqueConstraint(fields=('article', 'content_hash'), name='submission_unique'),
        ),
        migrations.CreateModel(
            name='ArticleOriginal',
            fields=[
                ('article', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='original', serialize=False, to='claims.article')),
                ('body', models.BinaryField(help_text='Compressed with zlib.')),
                ('content_type', models.CharField(blank=True, max_length=200)),
                ('charset', models.CharField(blank=True, default='', max_length=100)),
                ('url', models.TextField(blank=True, default='')),
                ('reader', models.PositiveIntegerField()),
                ('next_attempt_at', models.DateTimeField()),
                ('lease_token', models.UUIDField(blank=True, editable=False, null=True)),
                ('read_attempts', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('failure', models.CharField(blank=True, default='', help_text='Why the newest extractor could not read it.', max_length=40)),
            ],
            options={
                'indexes': [models.Index(fields=['reader', 'next_attempt_at'], name='articleoriginal_due')],
            },
        ),
        migrations.CreateModel(
            name='DistinctPair',
            fields=[
                ('id', models.UUIDField(default=claims.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('claim', 'claim'), ('entity', 'entity')], max_length=6)),
                ('first_key', models.UUIDField()),
                ('second_key', models.UUIDField()),
                ('reason', models.TextField(blank=True, default='')),
                ('declared_by', models.CharField(max_length=100)),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-created_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Merge',
            fields=[
                ('id', models.UUIDField(default=claims.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('claim', 'claim'), ('entity', 'entity')], max_length=6)),
                ('merged_key', models.UUIDField()),
                ('target_key', models.UUIDField()),
                ('moved', models.JSONField(default=dict)),
                ('before', models.JSONField(default=dict)),
                ('merged_at', models.DateTimeField()),
                ('unmerged_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-merged_at', '-id'],
            },
        ),
        migrations.AddField(
            model_name='article',
            name='withdrawal_reason',
            field=models.TextField(blank=True, db_default='', default='', editable=False),
        ),
        migrations.AddField(
            model_name='article',
            name='withdrawn_at',
            field=models.DateTimeField(blank=True, editable=False, help_text='Since when it is not shown, captured or counted.', null=True),
        ),
        migrations.AddField(
            model_name='claim',
            name='extracted',
            field=models.JSONField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='claim',
            name='status_before',
            field=models.CharField(blank=True, choices=[('proposed', 'proposed'), ('accepted', 'accepted'), ('rejected', 'rejected'), ('merged', 'merged'), ('withdrawn', 'withdrawn')], db_default='', default='', editable=False, max_length=9),
        ),
        migrations.AddField(
            model_name='entity',
            name='merged_into',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged_entities', to='claims.entity'),
        ),
        migrations.AddField(
            model_name='entity',
            name='status_before',
            field=models.CharField(blank=True, choices=[('proposed', 'proposed'), ('accepted', 'accepted'), ('merged', 'merged')], db_default='', default='', editable=False, max_length=8),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('withdrawn_at__isnull', False)), fields=['id'], name='article_withdrawn'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(('withdrawn_at__isnull', False), ('withdrawal_reason', ''), _connector='OR'), name='article_withdrawal_has_time'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['merged', 'withdrawn']), models.Q(('status_before', ''), _negated=True)), models.Q(models.Q(('status__in', ['merged', 'withdrawn']), _negated=True), ('status_before', '')), _connector='OR'), name='claim_keeps_status_before'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(('polarity__in', ['asserted', 'negated', 'disputed'])), name='claim_polarity_known'),
        ),
        migrations.AddConstraint(
            model_name='entity',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('merged_into__isnull', False), ('status', 'merged'), models.Q(('status_before', ''), _negated=True)), models.Q(models.Q(('status', 'merged'), _negated=True), ('merged_into__isnull', True), ('status_before', '')), _connector='OR'), name='entity_merged_has_target'),
        ),
        migrations.AddIndex(
            model_name='distinctpair',
            index=models.Index(fields=['second_key'], name='distinctpair_by_second'),
        ),
        migrations.AddConstraint(
            model_name='distinctpair',
            constraint=models.UniqueConstraint(fields=('first_key', 'second_key'), name='distinctpair_unique'),
        ),
        migrations.AddConstraint(
            model_name='distinctpair',
            constraint=models.CheckConstraint(condition=models.Q(('first_key__lt', models.F('second_key'))), name='distinctpair_in_order'),
        ),
        migrations.AddField(
            model_name='merge',
            name='part_of',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='claims.merge'),
        ),
        migrations.AddConstraint(
            model_name='merge',
            constraint=models.UniqueConstraint(condition=models.Q(('unmerged_at__isnull', True)), fields=('merged_key',), name='merge_once'),
        ),
        migrations.AddConstraint(
            model_name='merge',
            constraint=models.CheckConstraint(condition=models.Q(('merged_key', models.F('target_key')), _negated=True), name='merge_of_two'),
        ),
        migrations.CreateModel(
            name='Conflict',
            fields=[
                ('id', models.UUIDField(default=claims.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('opposite', 'opposite'), ('value', 'value'), ('negation', 'negation')], max_length=8)),
                ('measure', models.CharField(blank=True, default='', max_length=200)),
                ('explanation', models.TextField()),
                ('state', models.CharField(choices=[('open', 'open'), ('resolved', 'resolved')], default='open', max_length=8)),
                ('resolution', models.CharField(blank=True, choices=[('', 'not resolved'), ('person', 'resolved by a person'), ('ended', 'the claims do not contradict each other any more')], default='', max_length=8)),
                ('reason', models.TextField(blank=True, default='', help_text='Why a person resolved it.')),
                ('resolved_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(editable=False)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('claim', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='claims.claim')),
                ('object', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.entity')),
                ('on', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.entity')),
                ('other_claim', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='claims.claim')),
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.entity')),
            ],
            options={
                'ordering': ['-created_at', '-id'],
            },
        ),
        migrations.AddIndex(
            model_name='host',
            index=models.Index(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Reverse('name'), name='text_pattern_ops'), name='host_by_domain'),
        ),
        migrations.AddIndex(
            model_name='conflict',
            index=models.Index(fields=['updated_at', 'id'], name='conflict_by_update'),
        ),
        migrations.AddIndex(
            model_name='conflict',
            index=models.Index(fields=['created_at', 'id'], name='conflict_by_age'),
        ),
        migrations.AddIndex(
            model_name='conflict',
            index=models.Index(fields=['state', 'created_at', 'id'], name='conflict_by_state'),
        ),
        migrations.AddConstraint(
            model_name='conflict',
            constraint=models.UniqueConstraint(fields=('claim', 'other_claim'), name='conflict_pair_unique'),
        ),
        migrations.AddConstraint(
            model_name='conflict',
            constraint=models.CheckConstraint(condition=models.Q(('claim__lt', models.F('other_claim'))), name='conflict_pair_in_order'),
        ),
        migrations.AddConstraint(
            model_name='conflict',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('resolution', ''), ('resolved_at__isnull', True), ('state', 'open')), models.Q(('resolved_at__isnull', False), ('state', 'resolved'), models.Q(('resolution', ''), _negated=True)), _connector='OR'), name='conflict_resolution_whole'),
        ),
        migrations.AddConstraint(
            model_name='conflict',
            constraint=models.CheckConstraint(condition=models.Q(('explanation', ''), _negated=True), name='conflict_has_explanation'),
        ),
        migrations.AddIndex(
            model_name='alias',
            index=models.Index(fields=['text', 'id'], name='alias_by_text'),
        ),
        migrations.AddIndex(
            model_name='alias',
            index=django.contrib.postgres.indexes.GinIndex(claims.models.search.SearchWords(django.db.models.functions.text.Upper('text')), name='alias_words'),
        ),
        migrations.AddIndex(
            model_name='appearance',
            index=models.Index(fields=['seen_at', 'id'], name='appearance_by_age'),
        ),
        migrations.AddIndex(
            model_name='appearance',
            index=models.Index(condition=models.Q(('polarity', 'asserted'), _negated=True), fields=['polarity', 'seen_at', 'id'], name='appearance_by_polarity'),
        ),
        migrations.AddIndex(
            model_name='appearance',
            index=models.Index(condition=models.Q(('gone_at__isnull', False)), fields=['seen_at', 'id'], name='appearance_gone'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('published_at__isnull', False)), fields=['published_at', 'id'], name='article_by_publication'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(fields=['language', 'created_at', 'id'], name='article_by_language'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(fields=['origin', 'created_at', 'id'], name='article_by_origin'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=django.contrib.postgres.indexes.GinIndex(fields=['search'], name='article_words'),
        ),
        migrations.AddIndex(
            model_name='attempt',
            index=models.Index(condition=models.Q(('error', ''), _negated=True), fields=['id'], name='attempt_failed'),
        ),
        migrations.AddIndex(
            model_name='citation',
            index=models.Index(fields=['source', 'created_at', 'id'], include=['passage_state'], name='citation_of_source'),
        ),
        migrations.AddIndex(
            model_name='citation',
            index=models.Index(claims.models.search.TextKey('passage_exact'), condition=models.Q(('passage_exact', ''), _negated=True), name='citation_by_text'),
        ),
        migrations.AddIndex(
            model_name='citation',
            index=models.Index(fields=['label', 'created_at', 'id'], name='citation_by_label'),
        ),
        migrations.AddIndex(
            model_name='citation',
            index=models.Index(condition=models.Q(('stance', 'cited'), _negated=True), fields=['stance', 'created_at', 'id'], name='citation_by_stance'),
        ),
        migrations.AddIndex(
            model_name='citation',
            index=models.Index(condition=models.Q(('values_state__in', ['changed', 'absent'])), fields=['values_state', 'created_at', 'id'], name='citation_by_values'),
        ),
        migrations.AddIndex(
            model_name='citation',
            index=models.Index(condition=models.Q(('passage_origin', 'person')), fields=['created_at', 'id'], name='citation_by_person'),
        ),
        migrations.AddIndex(
            model_name='claim',
            index=models.Index(fields=['evidence_state', 'created_at', 'id'], name='claim_by_evidence'),
        ),
        migrations.AddIndex(
            model_name='claim',
            index=models.Index(fields=['kind', 'created_at', 'id'], name='claim_by_kind'),
        ),
        migrations.AddIndex(
            model_name='claim',
            index=models.Index(condition=models.Q(('gone_at__isnull', True), ('status', 'proposed')), fields=['kind', 'created_at', 'id'], name='claim_in_queue'),
        ),
        migrations.AddIndex(
            model_name='claim',
            index=models.Index(condition=models.Q(('verdict', 'unreviewed'), _negated=True), fields=['verdict', 'created_at', 'id'], name='claim_by_verdict'),
        ),
        migrations.AddIndex(
            model_name='claim',
            index=models.Index(fields=['first_seen_at', 'id'], name='claim_by_first_seen'),
        ),
        migrations.AddIndex(
            model_name='claim',
            index=django.contrib.postgres.indexes.GinIndex(fields=['search'], name='claim_words'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('state__in', ['exhausted', 'cancelled'])), fields=['state', 'created_at', 'id'], name='delivery_by_state'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(condition=models.Q(('severity__gt', 0)), fields=['severity', 'seq'], name='event_by_severity'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(condition=models.Q(('actor_type', 'worker'), _negated=True), fields=['actor_type', 'id'], name='event_by_actor_type'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(condition=models.Q(('actor_type', 'worker'), _negated=True), fields=['actor_id', 'id'], name='event_by_actor'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(condition=models.Q(('cause_id', ''), _negated=True), fields=['cause_id'], name='event_by_cause'),
        ),
        migrations.CreateModel(
            name='Export',
            fields=[
                ('id', models.UUIDField(default=claims.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('owner', models.CharField(help_text='The API key that requested it.', max_length=100)),
                ('resource', models.CharField(help_text='The list, as in its path.', max_length=20)),
                ('filters', models.JSONField(default=dict, help_text='The filters of the list, as texts by their name.')),
                ('fields', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, help_text='The properties; all if empty.', null=True, size=None)),
                ('expand', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list, help_text='The related objects in each object.', size=None)),
                ('format', models.CharField(choices=[('ndjson', 'NDJSON'), ('csv', 'CSV'), ('parquet', 'Parquet')], max_length=7)),
                ('compression', models.CharField(choices=[('none', 'none'), ('gzip', 'gzip')], default='none', max_length=4)),
                ('state', models.CharField(choices=[('pending', 'pending'), ('running', 'running'), ('completed', 'completed'), ('failed', 'failed'), ('expired', 'expired')], default='pending', max_length=9)),
                ('rows', models.BigIntegerField(default=0, help_text='Rows that are written.')),
                ('rows_expected', models.BigIntegerField(blank=True, help_text="The planner's estimate.", null=True)),
                ('bytes', models.BigIntegerField(default=0, help_text='Bytes that are written.')),
                ('sha256', models.CharField(blank=True, default='', max_length=64)),
                ('feed_position', models.BigIntegerField(blank=True, help_text='The seq up to which the feed is contained in the snapshot.', null=True)),
                ('file_name', models.CharField(blank=True, default='', max_length=100)),
                ('failure', models.CharField(blank=True, choices=[('', 'none'), ('disk_full', 'the disk is full'), ('storage', 'the storage refused the file'), ('too_large', 'more rows or bytes than an export may have'), ('too_slow', 'it took too long'), ('invalid', 'its filters are not valid any more'), ('interrupted', 'its workers ended each time')], default='', max_length=11)),
                ('failure_detail', models.TextField(blank=True, default='')),
                ('attempt_count', models.PositiveSmallIntegerField(default=0)),
                ('next_attempt_at', models.DateTimeField(blank=True, null=True)),
                ('lease_token', models.UUIDField(blank=True, editable=False, null=True)),
                ('created_at', models.DateTimeField()),
                ('snapshot_at', models.DateTimeField(blank=True, null=True)),
                ('completed_at', models.DateTimeField(blank=True, null=True)),
                ('expires_at', models.DateTimeField(blank=True, help_text='When the file is deleted.', null=True)),
                ('deleted_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-created_at', '-id'],
                'indexes': [models.Index(condition=models.Q(('next_attempt_at__isnull', False)), fields=['next_attempt_at'], name='export_due'), models.Index(fields=['owner', 'created_at', 'id'], name='export_by_owner'), models.Index(fields=['created_at', 'id'], name='export_by_age')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('deleted_at__isnull', True), ('next_attempt_at__isnull', False), ('state__in', ['pending', 'running'])), models.Q(('next_attempt_at__isnull', True), models.Q(('deleted_at__isnull', False), models.Q(('state__in', ['pending', 'running']), _negated=True), _connector='OR')), _connector='OR'), name='export_under_way_has_time'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'completed'), _negated=True), models.Q(models.Q(('sha256', ''), _negated=True), models.Q(('file_name', ''), _negated=True), ('completed_at__isnull', False), ('expires_at__isnull', False), ('feed_position__isnull', False)), _connector='OR'), name='export_completed_has_file'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'failed'), models.Q(('failure', ''), _negated=True)), models.Q(models.Q(('state', 'failed'), _negated=True), ('failure', '')), _connector='OR'), name='export_failed_has_reason')],
            },
        ),
        migrations.AddIndex(
            model_name='source',
            index=models.Index(fields=['host', 'created_at', 'id'], name='source_of_host'),
        ),
        migrations.AddIndex(
            model_name='source',
            index=models.Index(fields=['checked_at', 'id'], name='source_by_check'),
        ),
        migrations.AddIndex(
            model_name='source',
            index=models.Index(condition=models.Q(('changed_at__isnull', False)), fields=['changed_at', 'id'], name='source_by_change'),
        ),
        migrations.AddIndex(
            model_name='source',
            index=models.Index(condition=models.Q(('adopted_url', ''), _negated=True), fields=['created_at', 'id'], name='source_moved'),
        ),
        migrations.AddIndex(
            model_name='sourcecheck',
            index=models.Index(condition=models.Q(('outcome__in', ['changed', 'rebased', 'unreadable'])), fields=['outcome', 'id'], name='sourcecheck_by_outcome'),
        ),
        migrations.RunSQL(_HOT_ROWS, _PLAIN_ROWS),
        migrations.RunSQL(_NOTE_UPDATES, _FORGET_UPDATES),
    ]
