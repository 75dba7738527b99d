import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('slug', models.SlugField(max_length=80, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120, unique=True)),
                ('abbreviation', models.CharField(blank=True, max_length=20)),
                ('description', models.CharField(blank=True, max_length=200)),
                ('other_names', models.TextField(blank=True, help_text='Other forms of its name, one on each line.')),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Council',
            fields=[
                ('code', models.CharField(max_length=10, primary_key=True, serialize=False, verbose_name='register code')),
                ('gss_code', models.CharField(help_text='The Office for National Statistics’ code.', max_length=9, unique=True, verbose_name='GSS code')),
                ('official_name', models.CharField(max_length=120, unique=True)),
                ('name', models.CharField(help_text='The short name people use, such as Wigan.', max_length=80)),
                ('slug', models.SlugField(max_length=80, unique=True)),
                ('type', models.CharField(choices=[('CTY', 'County council'), ('UA', 'Unitary authority'), ('MD', 'Metropolitan district'), ('LBO', 'London borough'), ('CC', 'City corporation'), ('NMD', 'Non-metropolitan district')], max_length=3)),
                ('region', models.CharField(choices=[('east-midlands', 'East Midlands'), ('east-of-england', 'East of England'), ('london', 'London'), ('north-east', 'North East'), ('north-west', 'North West'), ('south-east', 'South East'), ('south-west', 'South West'), ('west-midlands', 'West Midlands'), ('yorkshire-and-the-humber', 'Yorkshire and the Humber')], db_index=True, max_length=30)),
                ('easting', models.PositiveIntegerField(blank=True, help_text='Metres, Ordnance Survey National Grid.', null=True)),
                ('northing', models.PositiveIntegerField(blank=True, help_text='Metres, Ordnance Survey National Grid.', null=True)),
                ('population', models.PositiveIntegerField(blank=True, help_text='Mid-2020 estimate.', null=True)),
                ('started_on', models.DateField(blank=True, null=True)),
                ('ended_on', models.DateField(blank=True, help_text='The day its successors took over.', null=True)),
                ('successors', models.ManyToManyField(blank=True, related_name='predecessors', to='councils.council')),
            ],
            options={
                'ordering': ['name', 'code'],
                'constraints': [models.CheckConstraint(condition=models.Q(('type__in', ['CTY', 'UA', 'MD', 'LBO', 'CC', 'NMD'])), name='council_type_known'), models.CheckConstraint(condition=models.Q(('region__in', ['east-midlands', 'east-of-england', 'london', 'north-east', 'north-west', 'south-east', 'south-west', 'west-midlands', 'yorkshire-and-the-humber'])), name='council_region_known'), models.CheckConstraint(condition=models.Q(('ended_on__isnull', True), ('started_on__isnull', True), ('ended_on__gt', models.F('started_on')), _connector='OR'), name='council_ends_after_it_starts')],
            },
        ),
        migrations.CreateModel(
            name='CouncilName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('spelling', models.CharField(max_length=120)),
                ('key', models.CharField(db_index=True, editable=False, max_length=120)),
                ('bare_key', models.CharField(db_index=True, editable=False, max_length=120)),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='names', to='councils.council')),
            ],
            options={
                'verbose_name': 'spelling of a council’s name',
                'verbose_name_plural': 'spellings of councils’ names',
                'ordering': ['council', 'spelling'],
                'constraints': [models.UniqueConstraint(fields=('council', 'key'), name='council_name_once')],
            },
        ),
    ]
