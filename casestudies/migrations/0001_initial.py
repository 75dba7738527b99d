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
        ('catalogue', '0001_initial'),
        ('councils', '0001_initial'),
        ('lessons', '0001_initial'),
    ]

    operations = [
        AllAtOnce([
            migrations.CreateModel(
                name='CaseStudy',
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
                    ('type', models.CharField(choices=[('whole-place-review', 'Whole-place review'), ('practice-example', 'Practice example'), ('short-note', 'Short note')], default='practice-example', max_length=20)),
                    ('period', models.CharField(blank=True, help_text='Such as “March to December 2020”.', max_length=80)),
                    ('caveat', models.TextField(blank=True, help_text='What the reader should know before relying on it (Markdown).')),
                    ('councils', models.ManyToManyField(blank=True, help_text='The councils the record is about or names.', to='councils.council')),
                    ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('events', models.ManyToManyField(blank=True, to='catalogue.event')),
                    ('organisations', models.ManyToManyField(blank=True, to='councils.organisation')),
                    ('owner', models.ForeignKey(blank=True, help_text='Who looks after this record.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('replaced_by', models.ForeignKey(blank=True, help_text='What visitors of the withdrawn page are pointed to.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='replaces', to='casestudies.casestudy')),
                    ('statistics', models.ManyToManyField(blank=True, to='catalogue.statistic')),
                    ('updated_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('enablers', models.ManyToManyField(blank=True, related_name='case_studies', through='casestudies.CaseStudyEnabler', to='lessons.enabler')),
                    ('lessons', models.ManyToManyField(blank=True, related_name='case_studies', through='casestudies.CaseStudyLesson', to='lessons.lesson')),
                    ('tags', taggit.managers.TaggableManager(blank=True, help_text='A comma-separated list of tags.', through='casestudies.CaseStudyTag', to='catalogue.Tag', verbose_name='Tags')),
                    ('related', models.ManyToManyField(blank=True, through='casestudies.RelatedCaseStudy', to='casestudies.casestudy')),
                ],
                options={
                    'verbose_name_plural': 'case studies',
                    'ordering': ['reference'],
                    'abstract': False,
                    'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'in-review', 'published', 'withdrawn'])), name='casestudy_status_known'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'published'), _negated=True), ('published_at__isnull', False), _connector='OR'), name='casestudy_published_has_time'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'withdrawn'), _negated=True), ('withdrawn_on__isnull', False), _connector='OR'), name='casestudy_withdrawn_has_day'), models.CheckConstraint(condition=models.Q(models.Q(('title', ''), _negated=True), models.Q(('summary', ''), _negated=True), models.Q(('slug', ''), _negated=True)), name='casestudy_says_what_it_is'), models.CheckConstraint(condition=models.Q(('type__in', ['whole-place-review', 'practice-example', 'short-note'])), name='case_study_type_known')],
                },
            ),
            migrations.CreateModel(
                name='CaseStudyEnabler',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('basis', models.CharField(choices=[('stated', 'Stated by the source'), ('suggested', 'Suggested by the editors')], default='suggested', max_length=10)),
                    ('note', models.CharField(blank=True, help_text='What connects the two, if that needs saying.', max_length=300, verbose_name='why')),
                    ('case_study', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='enabler_links', to='casestudies.casestudy')),
                    ('enabler', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='case_study_links', to='lessons.enabler')),
                ],
                options={
                    'ordering': ['basis', 'id'],
                    'abstract': False,
                    'constraints': [models.CheckConstraint(condition=models.Q(('basis__in', ['stated', 'suggested'])), name='casestudyenabler_basis_known'), models.UniqueConstraint(fields=('case_study', 'enabler'), name='case_study_enabler_once')],
                },
            ),
            migrations.CreateModel(
                name='CaseStudyLesson',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('basis', models.CharField(choices=[('stated', 'Stated by the source'), ('suggested', 'Suggested by the editors')], default='suggested', max_length=10)),
                    ('note', models.CharField(blank=True, help_text='What connects the two, if that needs saying.', max_length=300, verbose_name='why')),
                    ('case_study', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lesson_links', to='casestudies.casestudy')),
                    ('lesson', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='case_study_links', to='lessons.lesson')),
                ],
                options={
                    'ordering': ['basis', 'id'],
                    'abstract': False,
                    'constraints': [models.CheckConstraint(condition=models.Q(('basis__in', ['stated', 'suggested'])), name='casestudylesson_basis_known'), models.UniqueConstraint(fields=('case_study', 'lesson'), name='case_study_lesson_once')],
                },
            ),
            migrations.CreateModel(
                name='CaseStudyTag',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tag_links', to='casestudies.casestudy')),
                    ('tag', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='catalogue.tag')),
                ],
                options={
                    'abstract': False,
                    'constraints': [models.UniqueConstraint(fields=('content_object', 'tag'), name='casestudytag_once')],
                },
            ),
            migrations.CreateModel(
                name='Finding',
                fields=[
                    ('reference', models.CharField(help_text='A short code such as NW-L01. It is printed in citations and can never be changed.', max_length=60, primary_key=True, serialize=False, validators=[django.core.validators.RegexValidator('^[A-Za-z0-9][A-Za-z0-9.-]*\\Z', 'A reference holds letters, digits, hyphens and full stops only, and starts with a letter or digit.')])),
                    ('number', models.PositiveSmallIntegerField(help_text='Its place within its section.')),
                    ('title', models.CharField(max_length=200)),
                    ('body', models.TextField(help_text='The point, in our own words (Markdown).')),
                    ('case_study', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='findings', to='casestudies.casestudy')),
                    ('questions', models.ManyToManyField(blank=True, help_text='The quick questions it answers.', limit_choices_to={'part': 'b'}, related_name='findings', to='lessons.keylineofenquiry')),
                    ('section', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='catalogue.sourcesection')),
                ],
                options={
                    'ordering': ['case_study', 'section__position', 'number'],
                    'constraints': [models.UniqueConstraint(fields=('case_study', 'section', 'number'), name='finding_has_its_own_place')],
                },
            ),
            migrations.CreateModel(
                name='RelatedCaseStudy',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('basis', models.CharField(choices=[('stated', 'Stated by the source'), ('suggested', 'Suggested by the editors')], default='suggested', max_length=10)),
                    ('note', models.CharField(blank=True, help_text='What connects the two, if that needs saying.', max_length=300, verbose_name='why')),
                    ('case_study', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='related_links', to='casestudies.casestudy')),
                    ('related', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='related_from_links', to='casestudies.casestudy')),
                ],
                options={
                    'ordering': ['basis', 'id'],
                    'abstract': False,
                    'constraints': [models.CheckConstraint(condition=models.Q(('basis__in', ['stated', 'suggested'])), name='relatedcasestudy_basis_known'), models.UniqueConstraint(fields=('case_study', 'related'), name='related_case_study_once'), models.CheckConstraint(condition=models.Q(('case_study', models.F('related')), _negated=True), name='related_case_study_is_another')],
                },
            ),
            migrations.CreateModel(
                name='CaseStudyCitation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('locator', models.CharField(blank=True, help_text='Such as “Section 3, Lesson 1 (p11)”.', max_length=200)),
                    ('note', models.CharField(blank=True, help_text='What the record takes from there, if that needs saying.', max_length=300)),
                    ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='citations', to='casestudies.casestudy')),
                    ('section', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='catalogue.sourcesection')),
                    ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='catalogue.source')),
                ],
                options={
                    'ordering': ['id'],
                    'abstract': False,
                    'constraints': [models.UniqueConstraint(fields=('entry', 'source', 'locator'), name='casestudycitation_once')],
                },
            ),
            migrations.CreateModel(
                name='HistoricalCaseStudy',
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
                    ('type', models.CharField(choices=[('whole-place-review', 'Whole-place review'), ('practice-example', 'Practice example'), ('short-note', 'Short note')], default='practice-example', max_length=20)),
                    ('period', models.CharField(blank=True, help_text='Such as “March to December 2020”.', max_length=80)),
                    ('caveat', models.TextField(blank=True, help_text='What the reader should know before relying on it (Markdown).')),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.TextField(null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('created_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('owner', models.ForeignKey(blank=True, db_constraint=False, help_text='Who looks after this record.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('replaced_by', models.ForeignKey(blank=True, db_constraint=False, help_text='What visitors of the withdrawn page are pointed to.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='casestudies.casestudy')),
                    ('updated_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical case study',
                    'verbose_name_plural': 'historical case studies',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='HistoricalCaseStudyCitation',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('locator', models.CharField(blank=True, help_text='Such as “Section 3, Lesson 1 (p11)”.', max_length=200)),
                    ('note', models.CharField(blank=True, help_text='What the record takes from there, if that needs saying.', max_length=300)),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.TextField(null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('entry', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='casestudies.casestudy')),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('section', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='catalogue.sourcesection')),
                    ('source', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='catalogue.source')),
                ],
                options={
                    'verbose_name': 'historical case study citation',
                    'verbose_name_plural': 'historical case study citations',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='HistoricalCaseStudyEnabler',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('basis', models.CharField(choices=[('stated', 'Stated by the source'), ('suggested', 'Suggested by the editors')], default='suggested', max_length=10)),
                    ('note', models.CharField(blank=True, help_text='What connects the two, if that needs saying.', max_length=300, verbose_name='why')),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.TextField(null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('case_study', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='casestudies.casestudy')),
                    ('enabler', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='lessons.enabler')),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical case study enabler',
                    'verbose_name_plural': 'historical case study enablers',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='HistoricalCaseStudyLesson',
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
                    ('lesson', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='lessons.lesson')),
                ],
                options={
                    'verbose_name': 'historical case study lesson',
                    'verbose_name_plural': 'historical case study lessons',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='HistoricalCaseStudyTag',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.TextField(null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('content_object', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='casestudies.casestudy')),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('tag', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='catalogue.tag')),
                ],
                options={
                    'verbose_name': 'historical case study tag',
                    'verbose_name_plural': 'historical case study tags',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='HistoricalFinding',
                fields=[
                    ('reference', models.CharField(db_index=True, help_text='A short code such as NW-L01. It is printed in citations and can never be changed.', max_length=60, validators=[django.core.validators.RegexValidator('^[A-Za-z0-9][A-Za-z0-9.-]*\\Z', 'A reference holds letters, digits, hyphens and full stops only, and starts with a letter or digit.')])),
                    ('number', models.PositiveSmallIntegerField(help_text='Its place within its section.')),
                    ('title', models.CharField(max_length=200)),
                    ('body', models.TextField(help_text='The point, in our own words (Markdown).')),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.TextField(null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('case_study', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='casestudies.casestudy')),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('section', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='catalogue.sourcesection')),
                ],
                options={
                    'verbose_name': 'historical finding',
                    'verbose_name_plural': 'historical findings',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='HistoricalRelatedCaseStudy',
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
                    ('related', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='casestudies.casestudy')),
                ],
                options={
                    'verbose_name': 'historical related case study',
                    'verbose_name_plural': 'historical related case studys',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='HistoricalCaseStudy_councils',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('m2m_history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('casestudy', models.ForeignKey(blank=True, db_constraint=False, db_tablespace='', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='casestudies.casestudy')),
                    ('council', models.ForeignKey(blank=True, db_constraint=False, db_tablespace='', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='councils.council')),
                    ('history', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, to='casestudies.historicalcasestudy')),
                ],
                options={
                    'verbose_name': 'HistoricalCaseStudy_councils',
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='HistoricalCaseStudy_events',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('m2m_history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('casestudy', models.ForeignKey(blank=True, db_constraint=False, db_tablespace='', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='casestudies.casestudy')),
                    ('event', models.ForeignKey(blank=True, db_constraint=False, db_tablespace='', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='catalogue.event')),
                    ('history', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, to='casestudies.historicalcasestudy')),
                ],
                options={
                    'verbose_name': 'HistoricalCaseStudy_events',
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='HistoricalCaseStudy_organisations',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('m2m_history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('casestudy', models.ForeignKey(blank=True, db_constraint=False, db_tablespace='', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='casestudies.casestudy')),
                    ('history', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, to='casestudies.historicalcasestudy')),
                    ('organisation', models.ForeignKey(blank=True, db_constraint=False, db_tablespace='', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='councils.organisation')),
                ],
                options={
                    'verbose_name': 'HistoricalCaseStudy_organisations',
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='HistoricalCaseStudy_statistics',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('m2m_history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('casestudy', models.ForeignKey(blank=True, db_constraint=False, db_tablespace='', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='casestudies.casestudy')),
                    ('history', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, to='casestudies.historicalcasestudy')),
                    ('statistic', models.ForeignKey(blank=True, db_constraint=False, db_tablespace='', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='catalogue.statistic')),
                ],
                options={
                    'verbose_name': 'HistoricalCaseStudy_statistics',
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='HistoricalFinding_questions',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('m2m_history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('finding', models.ForeignKey(blank=True, db_constraint=False, db_tablespace='', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='casestudies.finding')),
                    ('history', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, to='casestudies.historicalfinding')),
                    ('keylineofenquiry', models.ForeignKey(blank=True, db_constraint=False, db_tablespace='', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='lessons.keylineofenquiry')),
                ],
                options={
                    'verbose_name': 'HistoricalFinding_questions',
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
        ]),
    ]
