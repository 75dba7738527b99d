import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='FormerSlug',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('slug', models.SlugField(max_length=120)),
                ('reference', models.CharField(max_length=60)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'slug'), name='former_slug_leads_to_one_record')],
            },
        ),
        migrations.CreateModel(
            name='LoadedRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('model', models.CharField(max_length=80)),
                ('key', models.CharField(max_length=250)),
                ('loaded', models.CharField(max_length=64)),
                ('stored', models.CharField(max_length=64)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('model', 'key'), name='loaded_record_once')],
            },
        ),
        migrations.CreateModel(
            name='Source',
            fields=[
                ('reference', models.CharField(help_text='A short code such as NW-L01. It is printed in citations and can never be changed.', max_length=60, primary_key=True, serialize=False, validators=[django.core.validators.RegexValidator('^[A-Za-z0-9][A-Za-z0-9.-]*\\Z', 'A reference holds letters, digits, hyphens and full stops only, and starts with a letter or digit.')])),
                ('type', models.CharField(choices=[('report', 'Report'), ('reference', 'Reference')], max_length=10)),
                ('title', models.CharField(max_length=250)),
                ('publisher', models.CharField(blank=True, max_length=150)),
                ('authors', models.CharField(blank=True, max_length=200)),
                ('published', models.CharField(blank=True, help_text='As far as known: 2020, 2020-12 or 2020-12-11.', max_length=10, validators=[django.core.validators.RegexValidator('^\\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?\\Z', 'Write a year, a month or a day, like 2020, 2020-12 or 2020-12-11.')], verbose_name='published in')),
                ('edition', models.CharField(blank=True, max_length=120)),
                ('url', models.URLField(blank=True, max_length=500, verbose_name='web address')),
                ('summary', models.TextField(blank=True, help_text='What it is and what it is used for (Markdown).')),
                ('rights', models.TextField(blank=True, help_text='Whose it is and what may be done with it.')),
                ('caveats', models.TextField(blank=True, help_text='What a reader should know before relying on it (Markdown).')),
                ('locator', models.CharField(blank=True, max_length=200, verbose_name='named where')),
                ('named_in', models.ForeignKey(blank=True, help_text='For a reference: the report that names it.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='references', to='catalogue.source')),
            ],
            options={
                'ordering': ['reference'],
                'constraints': [models.CheckConstraint(condition=models.Q(('type__in', ['report', 'reference'])), name='source_type_known'), models.CheckConstraint(condition=models.Q(('type', 'reference'), ('named_in__isnull', True), _connector='OR'), name='source_report_stands_alone')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalSource',
            fields=[
                ('reference', models.CharField(db_index=True, help_text='A short code such as NW-L01. It is printed in citations and can never be changed.', max_length=60, validators=[django.core.validators.RegexValidator('^[A-Za-z0-9][A-Za-z0-9.-]*\\Z', 'A reference holds letters, digits, hyphens and full stops only, and starts with a letter or digit.')])),
                ('type', models.CharField(choices=[('report', 'Report'), ('reference', 'Reference')], max_length=10)),
                ('title', models.CharField(max_length=250)),
                ('publisher', models.CharField(blank=True, max_length=150)),
                ('authors', models.CharField(blank=True, max_length=200)),
                ('published', models.CharField(blank=True, help_text='As far as known: 2020, 2020-12 or 2020-12-11.', max_length=10, validators=[django.core.validators.RegexValidator('^\\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?\\Z', 'Write a year, a month or a day, like 2020, 2020-12 or 2020-12-11.')], verbose_name='published in')),
                ('edition', models.CharField(blank=True, max_length=120)),
                ('url', models.URLField(blank=True, max_length=500, verbose_name='web address')),
                ('summary', models.TextField(blank=True, help_text='What it is and what it is used for (Markdown).')),
                ('rights', models.TextField(blank=True, help_text='Whose it is and what may be done with it.')),
                ('caveats', models.TextField(blank=True, help_text='What a reader should know before relying on it (Markdown).')),
                ('locator', models.CharField(blank=True, max_length=200, verbose_name='named where')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('named_in', models.ForeignKey(blank=True, db_constraint=False, help_text='For a reference: the report that names it.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='catalogue.source')),
            ],
            options={
                'verbose_name': 'historical source',
                'verbose_name_plural': 'historical sources',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalEvent',
            fields=[
                ('reference', models.CharField(db_index=True, help_text='A short code such as NW-L01. It is printed in citations and can never be changed.', max_length=60, validators=[django.core.validators.RegexValidator('^[A-Za-z0-9][A-Za-z0-9.-]*\\Z', 'A reference holds letters, digits, hyphens and full stops only, and starts with a letter or digit.')])),
                ('title', models.CharField(max_length=250)),
                ('date', models.CharField(help_text='2020, 2020-03 or 2020-03-16.', max_length=10, validators=[django.core.validators.RegexValidator('^\\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?\\Z', 'Write a year, a month or a day, like 2020, 2020-12 or 2020-12-11.')])),
                ('scope', models.CharField(blank=True, help_text='Where it happened or whom it concerned.', max_length=120)),
                ('description', models.CharField(blank=True, max_length=500)),
                ('locator', models.CharField(blank=True, max_length=200)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('source', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='catalogue.source')),
            ],
            options={
                'verbose_name': 'historical event',
                'verbose_name_plural': 'historical events',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('reference', models.CharField(help_text='A short code such as NW-L01. It is printed in citations and can never be changed.', max_length=60, primary_key=True, serialize=False, validators=[django.core.validators.RegexValidator('^[A-Za-z0-9][A-Za-z0-9.-]*\\Z', 'A reference holds letters, digits, hyphens and full stops only, and starts with a letter or digit.')])),
                ('title', models.CharField(max_length=250)),
                ('date', models.CharField(help_text='2020, 2020-03 or 2020-03-16.', max_length=10, validators=[django.core.validators.RegexValidator('^\\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?\\Z', 'Write a year, a month or a day, like 2020, 2020-12 or 2020-12-11.')])),
                ('scope', models.CharField(blank=True, help_text='Where it happened or whom it concerned.', max_length=120)),
                ('description', models.CharField(blank=True, max_length=500)),
                ('locator', models.CharField(blank=True, max_length=200)),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='catalogue.source')),
            ],
            options={
                'ordering': ['date', 'reference'],
            },
        ),
        migrations.CreateModel(
            name='SourceSection',
            fields=[
                ('reference', models.CharField(help_text='A short code such as NW-L01. It is printed in citations and can never be changed.', max_length=60, primary_key=True, serialize=False, validators=[django.core.validators.RegexValidator('^[A-Za-z0-9][A-Za-z0-9.-]*\\Z', 'A reference holds letters, digits, hyphens and full stops only, and starts with a letter or digit.')])),
                ('position', models.PositiveIntegerField(help_text='Its place in the source’s own order.')),
                ('title', models.CharField(max_length=250)),
                ('locator', models.CharField(blank=True, help_text='Such as “Section 3, Lesson 1 (p11)”.', max_length=200)),
                ('body', models.TextField(blank=True, help_text='What the section says, in our own words (Markdown).')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='catalogue.sourcesection')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sections', to='catalogue.source')),
            ],
            options={
                'ordering': ['source', 'position'],
                'constraints': [models.UniqueConstraint(fields=('source', 'position'), name='section_has_its_own_place')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalSourceSection',
            fields=[
                ('reference', models.CharField(db_index=True, help_text='A short code such as NW-L01. It is printed in citations and can never be changed.', max_length=60, validators=[django.core.validators.RegexValidator('^[A-Za-z0-9][A-Za-z0-9.-]*\\Z', 'A reference holds letters, digits, hyphens and full stops only, and starts with a letter or digit.')])),
                ('position', models.PositiveIntegerField(help_text='Its place in the source’s own order.')),
                ('title', models.CharField(max_length=250)),
                ('locator', models.CharField(blank=True, help_text='Such as “Section 3, Lesson 1 (p11)”.', max_length=200)),
                ('body', models.TextField(blank=True, help_text='What the section says, in our own words (Markdown).')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('source', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='catalogue.source')),
                ('parent', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='catalogue.sourcesection')),
            ],
            options={
                'verbose_name': 'historical source section',
                'verbose_name_plural': 'historical source sections',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Statistic',
            fields=[
                ('reference', models.CharField(help_text='A short code such as NW-L01. It is printed in citations and can never be changed.', max_length=60, primary_key=True, serialize=False, validators=[django.core.validators.RegexValidator('^[A-Za-z0-9][A-Za-z0-9.-]*\\Z', 'A reference holds letters, digits, hyphens and full stops only, and starts with a letter or digit.')])),
                ('title', models.CharField(max_length=250)),
                ('value', models.CharField(help_text='As printed: 63,800, nearly 200, 50-60.', max_length=60)),
                ('unit', models.CharField(blank=True, max_length=80)),
                ('period', models.CharField(blank=True, help_text='What time it is about.', max_length=120)),
                ('area', models.CharField(blank=True, help_text='What place it is about.', max_length=150)),
                ('note', models.CharField(blank=True, help_text='What it measures, and any doubt about it.', max_length=500)),
                ('locator', models.CharField(blank=True, max_length=200)),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statistics', to='catalogue.source')),
                ('superseded_by', models.ForeignKey(blank=True, help_text='The newer figure.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='supersedes', to='catalogue.statistic')),
            ],
            options={
                'ordering': ['source', 'reference'],
                'constraints': [models.CheckConstraint(condition=models.Q(('superseded_by', models.F('reference')), _negated=True), name='statistic_not_superseded_by_itself')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalStatistic',
            fields=[
                ('reference', models.CharField(db_index=True, help_text='A short code such as NW-L01. It is printed in citations and can never be changed.', max_length=60, validators=[django.core.validators.RegexValidator('^[A-Za-z0-9][A-Za-z0-9.-]*\\Z', 'A reference holds letters, digits, hyphens and full stops only, and starts with a letter or digit.')])),
                ('title', models.CharField(max_length=250)),
                ('value', models.CharField(help_text='As printed: 63,800, nearly 200, 50-60.', max_length=60)),
                ('unit', models.CharField(blank=True, max_length=80)),
                ('period', models.CharField(blank=True, help_text='What time it is about.', max_length=120)),
                ('area', models.CharField(blank=True, help_text='What place it is about.', max_length=150)),
                ('note', models.CharField(blank=True, help_text='What it measures, and any doubt about it.', max_length=500)),
                ('locator', models.CharField(blank=True, max_length=200)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('source', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='catalogue.source')),
                ('superseded_by', models.ForeignKey(blank=True, db_constraint=False, help_text='The newer figure.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='catalogue.statistic')),
            ],
            options={
                'verbose_name': 'historical statistic',
                'verbose_name_plural': 'historical statistics',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Tag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, unique=True, verbose_name='name')),
                ('slug', models.SlugField(allow_unicode=True, max_length=100, unique=True, verbose_name='slug')),
                ('definition', models.CharField(help_text='One plain sentence: what the tag covers.', max_length=300)),
                ('body', models.TextField(blank=True, help_text='For a theme: the paragraph that opens its page (Markdown).', verbose_name='introduction')),
                ('review_months', models.PositiveSmallIntegerField(default=12, help_text='For a theme: how often its records are checked.', verbose_name='months between reviews')),
                ('broader', models.ForeignKey(blank=True, help_text='The theme this tag belongs to. Leave empty for a theme.', limit_choices_to={'broader__isnull': True, 'merged_into__isnull': True}, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='narrower', to='catalogue.tag', verbose_name='theme')),
                ('merged_into', models.ForeignKey(blank=True, editable=False, help_text='The tag that took this one’s place; its page leads there.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='catalogue.tag')),
            ],
            options={
                'ordering': ['name'],
                'constraints': [models.CheckConstraint(condition=models.Q(('broader', models.F('id')), _negated=True), name='tag_not_its_own_theme'), models.CheckConstraint(condition=models.Q(('merged_into', models.F('id')), _negated=True), name='tag_not_merged_into_itself')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalTagLabel',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('label', models.CharField(max_length=100)),
                ('stands_for', models.CharField(blank=True, help_text='For an acronym: the words it stands for.', max_length=150)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('tag', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='catalogue.tag')),
            ],
            options={
                'verbose_name': 'historical alternative label',
                'verbose_name_plural': 'historical alternative labels',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalTag',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('name', models.CharField(db_index=True, max_length=100, verbose_name='name')),
                ('slug', models.SlugField(allow_unicode=True, max_length=100, verbose_name='slug')),
                ('definition', models.CharField(help_text='One plain sentence: what the tag covers.', max_length=300)),
                ('body', models.TextField(blank=True, help_text='For a theme: the paragraph that opens its page (Markdown).', verbose_name='introduction')),
                ('review_months', models.PositiveSmallIntegerField(default=12, help_text='For a theme: how often its records are checked.', verbose_name='months between reviews')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('broader', models.ForeignKey(blank=True, db_constraint=False, help_text='The theme this tag belongs to. Leave empty for a theme.', limit_choices_to={'broader__isnull': True, 'merged_into__isnull': True}, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='catalogue.tag', verbose_name='theme')),
                ('merged_into', models.ForeignKey(blank=True, db_constraint=False, editable=False, help_text='The tag that took this one’s place; its page leads there.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='catalogue.tag')),
            ],
            options={
                'verbose_name': 'historical tag',
                'verbose_name_plural': 'historical tags',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='TagLabel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(max_length=100)),
                ('stands_for', models.CharField(blank=True, help_text='For an acronym: the words it stands for.', max_length=150)),
                ('tag', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='labels', to='catalogue.tag')),
            ],
            options={
                'verbose_name': 'alternative label',
                'ordering': ['tag', 'label'],
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('label'), name='label_means_one_tag')],
            },
        ),
    ]
