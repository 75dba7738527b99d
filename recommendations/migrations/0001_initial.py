import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import simple_history.models
import taggit.managers
from django.conf import settings
from django.db import migrations, models

from catalogue.migrations._all_at_once import AllAtOnce


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '__first__'),
        ('casestudies', '0001_initial'),
        ('catalogue', '0001_initial'),
        ('councils', '0001_initial'),
        ('lessons', '0001_initial'),
    ]

    operations = [
        AllAtOnce([
            migrations.CreateModel(
                name='Recommendation',
                fields=[
                    ('reference', models.CharField(help_text='A short code such as NW-L01. It is printed in citations and can never be changed.', max_length=60, primary_key=True, serialize=False, validators=[django.core.validators.RegexValidator('^[A-Za-z0-9][A-Za-z0-9.-]*\\Z', 'A reference holds letters, digits, hyphens and full stops only, and starts with a letter or digit.')])),
                    ('title', models.CharField(max_length=250)),
                    ('slug', models.SlugField(help_text='The last part of the page’s address. Old addresses keep working.', max_length=120, unique=True)),
                    ('summary', models.CharField(help_text='One or two plain sentences that make sense on their own, in lists and exports.', max_length=500)),
                    ('body', models.TextField(blank=True, help_text='Markdown: paragraphs, lists with “-”, headings with “###”.')),
                    ('status', models.CharField(choices=[('draft', 'Draft'), ('in-review', 'In review'), ('published', 'Published'), ('withdrawn', 'Withdrawn')], db_index=True, default='draft', max_length=10)),
                    ('published_at', models.DateTimeField(blank=True, db_index=True, help_text='When it appears. A time to come schedules it.', null=True)),
                    ('withdrawn_on', models.DateField(blank=True, help_text='Set when the status is “withdrawn”.', null=True)),
                    ('reviewed_on', models.DateField(blank=True, help_text='When somebody last checked that it still holds.', null=True)),
                    ('review_due', models.DateField(blank=True, db_index=True, null=True)),
                    ('version', models.PositiveIntegerField(default=1, editable=False, help_text='Raised with each public change.')),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('updated_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('type', models.CharField(choices=[('recommendation', 'Recommendation'), ('principle', 'Principle'), ('takeaway', 'Takeaway'), ('key-message', 'Key message')], default='recommendation', max_length=20)),
                    ('number', models.CharField(blank=True, help_text='Its number in its source, such as 4 or 4.2.', max_length=10)),
                    ('addressed_to', models.CharField(blank=True, help_text='Who is asked to act.', max_length=200)),
                    ('councils', models.ManyToManyField(blank=True, help_text='The councils the record is about or names.', to='councils.council')),
                    ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('events', models.ManyToManyField(blank=True, to='catalogue.event')),
                    ('organisations', models.ManyToManyField(blank=True, to='councils.organisation')),
                    ('owner', models.ForeignKey(blank=True, help_text='Who looks after this record.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('parent', models.ForeignKey(blank=True, help_text='For a sub-point: the recommendation it belongs to.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='recommendations.recommendation', verbose_name='part of')),
                    ('replaced_by', models.ForeignKey(blank=True, help_text='What visitors of the withdrawn page are pointed to.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='replaces', to='recommendations.recommendation')),
                    ('statistics', models.ManyToManyField(blank=True, to='catalogue.statistic')),
                    ('updated_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ['reference'],
                    'abstract': False,
                    'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'in-review', 'published', 'withdrawn'])), name='recommendation_status_known'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'published'), _negated=True), ('published_at__isnull', False), _connector='OR'), name='recommendation_published_has_time'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'withdrawn'), _negated=True), ('withdrawn_on__isnull', False), _connector='OR'), name='recommendation_withdrawn_has_day'), models.CheckConstraint(condition=models.Q(models.Q(('title', ''), _negated=True), models.Q(('summary', ''), _negated=True), models.Q(('slug', ''), _negated=True)), name='recommendation_says_what_it_is'), models.CheckConstraint(condition=models.Q(('type__in', ['recommendation', 'principle', 'takeaway', 'key-message'])), name='recommendation_type_known'), models.CheckConstraint(condition=models.Q(('parent', models.F('reference')), _negated=True), name='recommendation_not_part_of_itself')],
                },
            ),
            migrations.CreateModel(
                name='RecommendationCaseStudy',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('basis', models.CharField(choices=[('stated', 'Stated by the source'), ('suggested', 'Suggested by the editors')], default='suggested', max_length=10)),
                    ('note', models.CharField(blank=True, help_text='What connects the two, if that needs saying.', max_length=300, verbose_name='why')),
                    ('case_study', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recommendation_links', to='casestudies.casestudy')),
                    ('recommendation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='case_study_links', to='recommendations.recommendation')),
                ],
                options={
                    'ordering': ['basis', 'id'],
                    'abstract': False,
                    'constraints': [models.CheckConstraint(condition=models.Q(('basis__in', ['stated', 'suggested'])), name='recommendationcasestudy_basis_known'), models.UniqueConstraint(fields=('recommendation', 'case_study'), name='recommendation_case_study_once')],
                },
            ),
        ]),
        migrations.AddField(
            model_name='recommendation',
            name='case_studies',
            field=models.ManyToManyField(blank=True, related_name='recommendations', through='recommendations.RecommendationCaseStudy', to='casestudies.casestudy'),
        ),
        AllAtOnce([
            migrations.CreateModel(
                name='RecommendationCitation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('locator', models.CharField(blank=True, help_text='Such as “Section 3, Lesson 1 (p11)”.', max_length=200)),
                    ('note', models.CharField(blank=True, help_text='What the record takes from there, if that needs saying.', max_length=300)),
                    ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='citations', to='recommendations.recommendation')),
                    ('section', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='catalogue.sourcesection')),
                    ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='catalogue.source')),
                ],
                options={
                    'ordering': ['id'],
                    'abstract': False,
                    'constraints': [models.UniqueConstraint(fields=('entry', 'source', 'locator'), name='recommendationcitation_once')],
                },
            ),
            migrations.CreateModel(
                name='RecommendationEnabler',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('basis', models.CharField(choices=[('stated', 'Stated by the source'), ('suggested', 'Suggested by the editors')], default='suggested', max_length=10)),
                    ('note', models.CharField(blank=True, help_text='What connects the two, if that needs saying.', max_length=300, verbose_name='why')),
                    ('enabler', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recommendation_links', to='lessons.enabler')),
                    ('recommendation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='enabler_links', to='recommendations.recommendation')),
                ],
                options={
                    'ordering': ['basis', 'id'],
                    'abstract': False,
                    'constraints': [models.CheckConstraint(condition=models.Q(('basis__in', ['stated', 'suggested'])), name='recommendationenabler_basis_known'), models.UniqueConstraint(fields=('recommendation', 'enabler'), name='recommendation_enabler_once')],
                },
            ),
        ]),
        migrations.AddField(
            model_name='recommendation',
            name='enablers',
            field=models.ManyToManyField(blank=True, related_name='recommendations', through='recommendations.RecommendationEnabler', to='lessons.enabler'),
        ),
        migrations.CreateModel(
            name='RecommendationLesson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('basis', models.CharField(choices=[('stated', 'Stated by the source'), ('suggested', 'Suggested by the editors')], default='suggested', max_length=10)),
                ('note', models.CharField(blank=True, help_text='What connects the two, if that needs saying.', max_length=300, verbose_name='why')),
                ('lesson', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recommendation_links', to='lessons.lesson')),
                ('recommendation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lesson_links', to='recommendations.recommendation')),
            ],
            options={
                'ordering': ['basis', 'id'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('basis__in', ['stated', 'suggested'])), name='recommendationlesson_basis_known'), models.UniqueConstraint(fields=('recommendation', 'lesson'), name='recommendation_lesson_once')],
            },
        ),
        migrations.AddField(
            model_name='recommendation',
            name='lessons',
            field=models.ManyToManyField(blank=True, related_name='recommendations', through='recommendations.RecommendationLesson', to='lessons.lesson'),
        ),
        migrations.CreateModel(
            name='RecommendationQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('basis', models.CharField(choices=[('stated', 'Stated by the source'), ('suggested', 'Suggested by the editors')], default='suggested', max_length=10)),
                ('note', models.CharField(blank=True, help_text='What connects the two, if that needs saying.', max_length=300, verbose_name='why')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recommendation_links', to='lessons.keylineofenquiry')),
                ('recommendation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='question_links', to='recommendations.recommendation')),
            ],
            options={
                'ordering': ['basis', 'id'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('basis__in', ['stated', 'suggested'])), name='recommendationquestion_basis_known'), models.UniqueConstraint(fields=('recommendation', 'question'), name='recommendation_question_once')],
            },
        ),
        migrations.AddField(
            model_name='recommendation',
            name='questions',
            field=models.ManyToManyField(blank=True, related_name='recommendations', through='recommendations.RecommendationQuestion', to='lessons.keylineofenquiry'),
        ),
        migrations.CreateModel(
            name='RecommendationTag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tag_links', to='recommendations.recommendation')),
                ('tag', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='catalogue.tag')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('content_object', 'tag'), name='recommendationtag_once')],
            },
        ),
        migrations.AddField(
            model_name='recommendation',
            name='tags',
            field=taggit.managers.TaggableManager(blank=True, help_text='A comma-separated list of tags.', through='recommendations.RecommendationTag', to='catalogue.Tag', verbose_name='Tags'),
        ),
        AllAtOnce([
            migrations.CreateModel(
                name='HistoricalRecommendation',
                fields=[
                    ('reference', models.CharField(db_index=True, help_text='A short code such as NW-L01. It is printed in citations and can never be changed.', max_length=60, validators=[django.core.validators.RegexValidator('^[A-Za-z0-9][A-Za-z0-9.-]*\\Z', 'A reference holds letters, digits, hyphens and full stops only, and starts with a letter or digit.')])),
                    ('title', models.CharField(max_length=250)),
                    ('slug', models.SlugField(help_text='The last part of the page’s address. Old addresses keep working.', max_length=120)),
                    ('summary', models.CharField(help_text='One or two plain sentences that make sense on their own, in lists and exports.', max_length=500)),
                    ('body', models.TextField(blank=True, help_text='Markdown: paragraphs, lists with “-”, headings with “###”.')),
                    ('status', models.CharField(choices=[('draft', 'Draft'), ('in-review', 'In review'), ('published', 'Published'), ('withdrawn', 'Withdrawn')], db_index=True, default='draft', max_length=10)),
                    ('published_at', models.DateTimeField(blank=True, db_index=True, help_text='When it appears. A time to come schedules it.', null=True)),
                    ('withdrawn_on', models.DateField(blank=True, help_text='Set when the status is “withdrawn”.', null=True)),
                    ('reviewed_on', models.DateField(blank=True, help_text='When somebody last checked that it still holds.', null=True)),
                    ('review_due', models.DateField(blank=True, db_index=True, null=True)),
                    ('version', models.PositiveIntegerField(default=1, editable=False, help_text='Raised with each public change.')),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('updated_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('type', models.CharField(choices=[('recommendation', 'Recommendation'), ('principle', 'Principle'), ('takeaway', 'Takeaway'), ('key-message', 'Key message')], default='recommendation', max_length=20)),
                    ('number', models.CharField(blank=True, help_text='Its number in its source, such as 4 or 4.2.', max_length=10)),
                    ('addressed_to', models.CharField(blank=True, help_text='Who is asked to act.', max_length=200)),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.TextField(null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('created_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('owner', models.ForeignKey(blank=True, db_constraint=False, help_text='Who looks after this record.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('updated_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('parent', models.ForeignKey(blank=True, db_constraint=False, help_text='For a sub-point: the recommendation it belongs to.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='recommendations.recommendation', verbose_name='part of')),
                    ('replaced_by', models.ForeignKey(blank=True, db_constraint=False, help_text='What visitors of the withdrawn page are pointed to.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='recommendations.recommendation')),
                ],
                options={
                    'verbose_name': 'historical recommendation',
                    'verbose_name_plural': 'historical recommendations',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='HistoricalRecommendationTag',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.TextField(null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('tag', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='catalogue.tag')),
                    ('content_object', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='recommendations.recommendation')),
                ],
                options={
                    'verbose_name': 'historical recommendation tag',
                    'verbose_name_plural': 'historical recommendation tags',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='HistoricalRecommendationQuestion',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('basis', models.CharField(choices=[('stated', 'Stated by the source'), ('suggested', 'Suggested by the editors')], default='suggested', max_length=10)),
                    ('note', models.CharField(blank=True, help_text='What connects the two, if that needs saying.', max_length=300, verbose_name='why')),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.TextField(null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('question', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='lessons.keylineofenquiry')),
                    ('recommendation', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='recommendations.recommendation')),
                ],
                options={
                    'verbose_name': 'historical recommendation question',
                    'verbose_name_plural': 'historical recommendation questions',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='HistoricalRecommendationLesson',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('basis', models.CharField(choices=[('stated', 'Stated by the source'), ('suggested', 'Suggested by the editors')], default='suggested', max_length=10)),
                    ('note', models.CharField(blank=True, help_text='What connects the two, if that needs saying.', max_length=300, verbose_name='why')),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.TextField(null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('lesson', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='lessons.lesson')),
                    ('recommendation', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='recommendations.recommendation')),
                ],
                options={
                    'verbose_name': 'historical recommendation lesson',
                    'verbose_name_plural': 'historical recommendation lessons',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='HistoricalRecommendationEnabler',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('basis', models.CharField(choices=[('stated', 'Stated by the source'), ('suggested', 'Suggested by the editors')], default='suggested', max_length=10)),
                    ('note', models.CharField(blank=True, help_text='What connects the two, if that needs saying.', max_length=300, verbose_name='why')),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.TextField(null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('enabler', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='lessons.enabler')),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('recommendation', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='recommendations.recommendation')),
                ],
                options={
                    'verbose_name': 'historical recommendation enabler',
                    'verbose_name_plural': 'historical recommendation enablers',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='HistoricalRecommendationCitation',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('locator', models.CharField(blank=True, help_text='Such as “Section 3, Lesson 1 (p11)”.', max_length=200)),
                    ('note', models.CharField(blank=True, help_text='What the record takes from there, if that needs saying.', max_length=300)),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.TextField(null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('section', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='catalogue.sourcesection')),
                    ('source', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='catalogue.source')),
                    ('entry', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='recommendations.recommendation')),
                ],
                options={
                    'verbose_name': 'historical recommendation citation',
                    'verbose_name_plural': 'historical recommendation citations',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='HistoricalRecommendationCaseStudy',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('basis', models.CharField(choices=[('stated', 'Stated by the source'), ('suggested', 'Suggested by the editors')], default='suggested', max_length=10)),
                    ('note', models.CharField(blank=True, help_text='What connects the two, if that needs saying.', max_length=300, verbose_name='why')),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.TextField(null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('case_study', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='casestudies.casestudy')),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('recommendation', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='recommendations.recommendation')),
                ],
                options={
                    'verbose_name': 'historical recommendation case study',
                    'verbose_name_plural': 'historical recommendation case studys',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='HistoricalRecommendation_statistics',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('m2m_history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, to='recommendations.historicalrecommendation')),
                    ('statistic', models.ForeignKey(blank=True, db_constraint=False, db_tablespace='', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='catalogue.statistic')),
                    ('recommendation', models.ForeignKey(blank=True, db_constraint=False, db_tablespace='', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='recommendations.recommendation')),
                ],
                options={
                    'verbose_name': 'HistoricalRecommendation_statistics',
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='HistoricalRecommendation_organisations',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('m2m_history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, to='recommendations.historicalrecommendation')),
                    ('organisation', models.ForeignKey(blank=True, db_constraint=False, db_tablespace='', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='councils.organisation')),
                    ('recommendation', models.ForeignKey(blank=True, db_constraint=False, db_tablespace='', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='recommendations.recommendation')),
                ],
                options={
                    'verbose_name': 'HistoricalRecommendation_organisations',
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='HistoricalRecommendation_events',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('m2m_history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('event', models.ForeignKey(blank=True, db_constraint=False, db_tablespace='', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='catalogue.event')),
                    ('history', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, to='recommendations.historicalrecommendation')),
                    ('recommendation', models.ForeignKey(blank=True, db_constraint=False, db_tablespace='', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='recommendations.recommendation')),
                ],
                options={
                    'verbose_name': 'HistoricalRecommendation_events',
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='HistoricalRecommendation_councils',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('m2m_history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('council', models.ForeignKey(blank=True, db_constraint=False, db_tablespace='', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='councils.council')),
                    ('history', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, to='recommendations.historicalrecommendation')),
                    ('recommendation', models.ForeignKey(blank=True, db_constraint=False, db_tablespace='', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='recommendations.recommendation')),
                ],
                options={
                    'verbose_name': 'HistoricalRecommendation_councils',
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
        ]),
    ]
