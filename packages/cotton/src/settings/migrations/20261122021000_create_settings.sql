-- What a trading organisation sets up once. A record is never deleted: it is archived, and every version of it is kept.
create schema settings;
comment on schema settings is 'What a trading organisation sets up once: commodities and their quality, places, terms, numbers';
grant usage on schema settings to sutra_app, sutra_operator, sutra_system;

create table settings.gst_registration (
  org_id uuid not null,
  id uuid not null,
  code text not null check (length(code) between 1 and 40),
  name text not null check (length(name) between 1 and 200),
  gstin text not null check (length(gstin) = 15),
  address_line text check (length(address_line) between 1 and 300),
  city text check (length(city) between 1 and 100),
  state_code text check (state_code ~ '^[0-9]{2}$'),
  pincode text check (pincode ~ '^[1-9][0-9]{5}$'),
  registered_on date,
  is_default boolean not null,
  note text check (length(note) between 1 and 2000),
  version int not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  archived_at timestamptz,
  primary key (org_id, id)
);
create unique index gst_registration_code on settings.gst_registration (org_id, lower(code)) where archived_at is null;
create index gst_registration_name on settings.gst_registration (org_id, lower(name), id);
create unique index gst_registration_default on settings.gst_registration (org_id) where is_default and archived_at is null;
create unique index gst_registration_gstin on settings.gst_registration (org_id, gstin) where archived_at is null;
call kernel.tenant_table('settings.gst_registration', 'select, insert, update', 'a registration of the organisation under GST');
comment on column settings.gst_registration.code is 'business: short name';
comment on column settings.gst_registration.name is 'business: name of a record';
comment on column settings.gst_registration.gstin is 'business: tax number of the organisation';
comment on column settings.gst_registration.address_line is 'business: address of a place of business';
comment on column settings.gst_registration.city is 'business: address of a place of business';
comment on column settings.gst_registration.state_code is 'technical: GST state code';
comment on column settings.gst_registration.pincode is 'business: address of a place of business';
comment on column settings.gst_registration.note is 'business: a remark';

create table settings.bank_account (
  org_id uuid not null,
  id uuid not null,
  code text not null check (length(code) between 1 and 40),
  name text not null check (length(name) between 1 and 200),
  bank_name text not null check (length(bank_name) between 1 and 100),
  branch text check (length(branch) between 1 and 100),
  ifsc text not null check (length(ifsc) = 11),
  account_number text not null check (account_number ~ '^[0-9]{6,18}$'),
  account text not null check (account in ('current', 'cash-credit', 'overdraft', 'savings')),
  is_default boolean not null,
  note text check (length(note) between 1 and 2000),
  version int not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  archived_at timestamptz,
  primary key (org_id, id)
);
create unique index bank_account_code on settings.bank_account (org_id, lower(code)) where archived_at is null;
create index bank_account_name on settings.bank_account (org_id, lower(name), id);
create unique index bank_account_default on settings.bank_account (org_id) where is_default and archived_at is null;
call kernel.tenant_table('settings.bank_account', 'select, insert, update', 'a bank account of the organisation');
comment on column settings.bank_account.code is 'business: short name';
comment on column settings.bank_account.name is 'business: name of a record';
comment on column settings.bank_account.bank_name is 'business: a bank';
comment on column settings.bank_account.branch is 'business: a branch of a bank';
comment on column settings.bank_account.ifsc is 'business: a branch of a bank';
comment on column settings.bank_account.account_number is 'business: account of the organisation';
comment on column settings.bank_account.account is 'technical: enumeration';
comment on column settings.bank_account.note is 'business: a remark';

create table settings.commodity (
  org_id uuid not null,
  id uuid not null,
  code text not null check (length(code) between 1 and 40),
  name text not null check (length(name) between 1 and 200),
  hsn text not null check (hsn ~ '^([0-9]{4}|[0-9]{6}|[0-9]{8})$'),
  units jsonb not null,
  price_unit text not null check (length(price_unit) between 1 and 40),
  pack_unit text check (length(pack_unit) between 1 and 40),
  note text check (length(note) between 1 and 2000),
  version int not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  archived_at timestamptz,
  primary key (org_id, id)
);
create unique index commodity_code on settings.commodity (org_id, lower(code)) where archived_at is null;
create index commodity_name on settings.commodity (org_id, lower(name), id);
call kernel.tenant_table('settings.commodity', 'select, insert, update', 'what is traded, and the units it is spoken of in');
comment on column settings.commodity.code is 'business: short name';
comment on column settings.commodity.name is 'business: name of a record';
comment on column settings.commodity.hsn is 'technical: tariff code';
comment on column settings.commodity.units is 'business: units and the grams in each';
comment on column settings.commodity.price_unit is 'business: a unit';
comment on column settings.commodity.pack_unit is 'business: a unit';
comment on column settings.commodity.note is 'business: a remark';

create table settings.parameter (
  org_id uuid not null,
  id uuid not null,
  code text not null check (length(code) between 1 and 40),
  name text not null check (length(name) between 1 and 200),
  commodity_id uuid not null,
  measure text not null check (measure in ('number', 'choice')),
  unit text check (length(unit) between 1 and 20),
  scale smallint not null check (scale between 0 and 6),
  "from" jsonb,
  "to" jsonb,
  choices jsonb not null,
  method text check (length(method) between 1 and 200),
  note text check (length(note) between 1 and 2000),
  version int not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  archived_at timestamptz,
  primary key (org_id, id),
  foreign key (org_id, commodity_id) references settings.commodity (org_id, id)
);
create unique index parameter_code on settings.parameter (org_id, commodity_id, lower(code)) where archived_at is null;
create index parameter_name on settings.parameter (org_id, lower(name), id);
create index parameter_commodity on settings.parameter (org_id, commodity_id);
call kernel.tenant_table('settings.parameter', 'select, insert, update', 'how one side of the quality of a commodity is measured');
comment on column settings.parameter.code is 'business: short name';
comment on column settings.parameter.name is 'business: name of a record';
comment on column settings.parameter.measure is 'technical: enumeration';
comment on column settings.parameter.unit is 'business: unit of measure';
comment on column settings.parameter."from" is 'business: lower end of the valid range';
comment on column settings.parameter."to" is 'business: upper end of the valid range';
comment on column settings.parameter.choices is 'business: grades, best first';
comment on column settings.parameter.method is 'business: how it is measured';
comment on column settings.parameter.note is 'business: a remark';

create table settings.variety (
  org_id uuid not null,
  id uuid not null,
  code text not null check (length(code) between 1 and 40),
  name text not null check (length(name) between 1 and 200),
  commodity_id uuid not null,
  alias text check (length(alias) between 1 and 200),
  region text check (length(region) between 1 and 200),
  expected jsonb not null,
  note text check (length(note) between 1 and 2000),
  version int not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  archived_at timestamptz,
  primary key (org_id, id),
  foreign key (org_id, commodity_id) references settings.commodity (org_id, id)
);
create unique index variety_code on settings.variety (org_id, lower(code)) where archived_at is null;
create index variety_name on settings.variety (org_id, lower(name), id);
create index variety_commodity on settings.variety (org_id, commodity_id);
call kernel.tenant_table('settings.variety', 'select, insert, update', 'a variety of a commodity and what it is usually like');
comment on column settings.variety.code is 'business: short name';
comment on column settings.variety.name is 'business: name of a record';
comment on column settings.variety.alias is 'business: other names';
comment on column settings.variety.region is 'business: where it grows';
comment on column settings.variety.expected is 'business: usual quality';
comment on column settings.variety.note is 'business: a remark';

create table settings.quality_grid (
  org_id uuid not null,
  id uuid not null,
  code text not null check (length(code) between 1 and 40),
  name text not null check (length(name) between 1 and 200),
  commodity_id uuid not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  price_unit text not null check (length(price_unit) between 1 and 40),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  rules jsonb not null,
  source text check (length(source) between 1 and 500),
  note text check (length(note) between 1 and 2000),
  version int not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  archived_at timestamptz,
  primary key (org_id, id),
  foreign key (org_id, commodity_id) references settings.commodity (org_id, id)
);
create unique index quality_grid_code on settings.quality_grid (org_id, lower(code), valid_from) where archived_at is null;
create index quality_grid_name on settings.quality_grid (org_id, lower(name), id);
create index quality_grid_commodity on settings.quality_grid (org_id, commodity_id);
call kernel.tenant_table('settings.quality_grid', 'select, insert, update', 'what differences in quality are worth; from one day on');
comment on column settings.quality_grid.code is 'business: short name';
comment on column settings.quality_grid.name is 'business: name of a record';
comment on column settings.quality_grid.price_unit is 'business: a unit';
comment on column settings.quality_grid.currency is 'technical: ISO 4217 code';
comment on column settings.quality_grid.rules is 'business: premiums, discounts and limits';
comment on column settings.quality_grid.source is 'business: where the rule comes from';
comment on column settings.quality_grid.note is 'business: a remark';

create table settings.location (
  org_id uuid not null,
  id uuid not null,
  code text not null check (length(code) between 1 and 40),
  name text not null check (length(name) between 1 and 200),
  place text not null check (place in ('gin', 'warehouse', 'mill', 'market', 'port', 'station', 'office', 'other')),
  address_line text check (length(address_line) between 1 and 300),
  city text check (length(city) between 1 and 100),
  state_code text check (state_code ~ '^[0-9]{2}$'),
  pincode text check (pincode ~ '^[1-9][0-9]{5}$'),
  latitude_microdegrees int check (latitude_microdegrees between -90000000 and 90000000),
  longitude_microdegrees int check (longitude_microdegrees between -180000000 and 180000000),
  note text check (length(note) between 1 and 2000),
  version int not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  archived_at timestamptz,
  primary key (org_id, id)
);
create unique index location_code on settings.location (org_id, lower(code)) where archived_at is null;
create index location_name on settings.location (org_id, lower(name), id);
call kernel.tenant_table('settings.location', 'select, insert, update', 'a place where goods lie, go or change hands');
comment on column settings.location.code is 'business: short name';
comment on column settings.location.name is 'business: name of a record';
comment on column settings.location.place is 'technical: enumeration';
comment on column settings.location.address_line is 'business: address of a place of business';
comment on column settings.location.city is 'business: address of a place of business';
comment on column settings.location.state_code is 'technical: GST state code';
comment on column settings.location.pincode is 'business: address of a place of business';
comment on column settings.location.note is 'business: a remark';

create table settings.delivery_term (
  org_id uuid not null,
  id uuid not null,
  code text not null check (length(code) between 1 and 40),
  name text not null check (length(name) between 1 and 200),
  basis text not null,
  freight_by text not null check (freight_by in ('seller', 'buyer')),
  insurance_by text not null check (insurance_by in ('seller', 'buyer')),
  weight_basis text not null,
  weight_tolerance_ppm int check (weight_tolerance_ppm between 0 and 1000000),
  shortage_allowance_grams_per_100_packs int check (shortage_allowance_grams_per_100_packs >= 0),
  tare_grams_per_100_packs int check (tare_grams_per_100_packs >= 0),
  sampling_ppm int check (sampling_ppm between 0 and 1000000),
  passing_days int check (passing_days >= 0),
  lifting_days int check (lifting_days >= 0),
  free_storage_days int check (free_storage_days >= 0),
  claim_working_days int check (claim_working_days >= 0),
  source text check (length(source) between 1 and 500),
  note text check (length(note) between 1 and 2000),
  version int not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  archived_at timestamptz,
  primary key (org_id, id)
);
create unique index delivery_term_code on settings.delivery_term (org_id, lower(code)) where archived_at is null;
create index delivery_term_name on settings.delivery_term (org_id, lower(name), id);
call kernel.tenant_table('settings.delivery_term', 'select, insert, update', 'who carries goods, weighs them and bears what is lost');
comment on column settings.delivery_term.code is 'business: short name';
comment on column settings.delivery_term.name is 'business: name of a record';
comment on column settings.delivery_term.basis is 'technical: enumeration';
comment on column settings.delivery_term.freight_by is 'technical: enumeration';
comment on column settings.delivery_term.insurance_by is 'technical: enumeration';
comment on column settings.delivery_term.weight_basis is 'technical: enumeration';
comment on column settings.delivery_term.source is 'business: where the rule comes from';
comment on column settings.delivery_term.note is 'business: a remark';

create table settings.payment_term (
  org_id uuid not null,
  id uuid not null,
  code text not null check (length(code) between 1 and 40),
  name text not null check (length(name) between 1 and 200),
  instrument text not null,
  advance_ppm int not null check (advance_ppm between 0 and 1000000),
  advance_days int check (advance_days >= 0),
  due_days int not null check (due_days >= 0),
  carry jsonb not null,
  cash_discount_ppm_per_year int check (cash_discount_ppm_per_year between 0 and 1000000),
  cash_discount_days int check (cash_discount_days >= 0),
  extension_deposit_ppm int check (extension_deposit_ppm between 0 and 1000000),
  invoice_back boolean not null,
  source text check (length(source) between 1 and 500),
  note text check (length(note) between 1 and 2000),
  version int not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  archived_at timestamptz,
  primary key (org_id, id)
);
create unique index payment_term_code on settings.payment_term (org_id, lower(code)) where archived_at is null;
create index payment_term_name on settings.payment_term (org_id, lower(name), id);
call kernel.tenant_table('settings.payment_term', 'select, insert, update', 'when and how goods are paid, and what late payment costs');
comment on column settings.payment_term.code is 'business: short name';
comment on column settings.payment_term.name is 'business: name of a record';
comment on column settings.payment_term.instrument is 'technical: enumeration';
comment on column settings.payment_term.carry is 'business: interest after the due day';
comment on column settings.payment_term.source is 'business: where the rule comes from';
comment on column settings.payment_term.note is 'business: a remark';

create table settings.commission_structure (
  org_id uuid not null,
  id uuid not null,
  code text not null check (length(code) between 1 and 40),
  name text not null check (length(name) between 1 and 200),
  earner text not null check (earner in ('broker', 'commission-agent')),
  payer text not null check (payer in ('buyer', 'seller', 'both')),
  commodity_id uuid,
  basis text not null check (basis in ('share-of-value', 'per-pack', 'per-price-unit')),
  rate_ppm int check (rate_ppm between 0 and 1000000),
  rate_paise bigint check (rate_paise >= 0),
  minimum_paise bigint check (minimum_paise >= 0),
  maximum_paise bigint check (maximum_paise >= 0),
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  source text check (length(source) between 1 and 500),
  note text check (length(note) between 1 and 2000),
  version int not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  archived_at timestamptz,
  primary key (org_id, id),
  foreign key (org_id, commodity_id) references settings.commodity (org_id, id)
);
create unique index commission_structure_code on settings.commission_structure (org_id, lower(code)) where archived_at is null;
create index commission_structure_name on settings.commission_structure (org_id, lower(name), id);
create index commission_structure_commodity on settings.commission_structure (org_id, commodity_id);
call kernel.tenant_table('settings.commission_structure', 'select, insert, update', 'what a broker or agent earns, and who pays it');
comment on column settings.commission_structure.code is 'business: short name';
comment on column settings.commission_structure.name is 'business: name of a record';
comment on column settings.commission_structure.earner is 'technical: enumeration';
comment on column settings.commission_structure.payer is 'technical: enumeration';
comment on column settings.commission_structure.basis is 'technical: enumeration';
comment on column settings.commission_structure.source is 'business: where the rule comes from';
comment on column settings.commission_structure.note is 'business: a remark';

create table settings.numbering_series (
  org_id uuid not null,
  id uuid not null,
  code text not null check (length(code) between 1 and 40),
  name text not null check (length(name) between 1 and 200),
  document text not null,
  gst_registration_id uuid,
  financial_year text not null check (financial_year ~ '^20[0-9]{2}-[0-9]{2}$'),
  prefix text not null check (length(prefix) between 1 and 14),
  suffix text not null check (length(suffix) <= 14),
  width smallint not null check (width between 1 and 12),
  start int not null check (start >= 1),
  note text check (length(note) between 1 and 2000),
  version int not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  archived_at timestamptz,
  primary key (org_id, id),
  foreign key (org_id, gst_registration_id) references settings.gst_registration (org_id, id)
);
create unique index numbering_series_code on settings.numbering_series (org_id, financial_year, lower(code)) where archived_at is null;
create index numbering_series_name on settings.numbering_series (org_id, lower(name), id);
create index numbering_series_gst_registration on settings.numbering_series (org_id, gst_registration_id);
call kernel.tenant_table('settings.numbering_series', 'select, insert, update', 'how documents are numbered, gapless, in one financial year of one registration');
comment on column settings.numbering_series.code is 'business: short name';
comment on column settings.numbering_series.name is 'business: name of a record';
comment on column settings.numbering_series.document is 'technical: enumeration';
comment on column settings.numbering_series.financial_year is 'technical: financial year';
comment on column settings.numbering_series.prefix is 'business: beginning of a document number';
comment on column settings.numbering_series.suffix is 'business: end of a document number';
comment on column settings.numbering_series.note is 'business: a remark';

-- Every version of every record, as it was.
create table settings.revision (
  org_id uuid not null,
  kind text not null,
  record_id uuid not null,
  version int not null,
  change text not null check (change in ('created', 'changed', 'archived', 'restored')),
  body jsonb not null,
  changed_by uuid,
  changed_at timestamptz not null,
  import_id uuid,
  primary key (org_id, record_id, version)
);
create index revision_newest on settings.revision (org_id, changed_by, changed_at desc);
call kernel.tenant_table('settings.revision', 'select, insert', 'every version of every setting');
comment on column settings.revision.kind is 'technical: enumeration';
comment on column settings.revision.change is 'technical: enumeration';
comment on column settings.revision.body is 'business: the record as it was';
comment on column settings.revision.changed_by is 'personal: identifier';

-- The numbers that were given: a series can neither skip nor repeat one, and two series cannot give the same.
create table settings.issued_number (
  org_id uuid not null,
  series_id uuid not null,
  position int not null,
  gst_registration_id uuid not null,
  financial_year text not null,
  number text not null check (length(number) between 1 and 16),
  issued_at timestamptz not null,
  primary key (org_id, series_id, position),
  foreign key (org_id, series_id) references settings.numbering_series (org_id, id)
);
create unique index issued_number_once on settings.issued_number (org_id, gst_registration_id, financial_year, upper(number));
call kernel.tenant_table('settings.issued_number', 'select, insert', 'numbers given to documents');
comment on column settings.issued_number.gst_registration_id is 'the registration of the series; zeros for a series without one';
comment on column settings.issued_number.financial_year is 'technical: financial year';
comment on column settings.issued_number.number is 'business: number of a document';

-- Files that are checked line by line before all of them is applied, or nothing.
create table settings.import (
  org_id uuid not null,
  id uuid not null,
  kind text not null,
  file_name text not null check (length(file_name) between 1 and 200),
  format text not null check (format in ('csv', 'xlsx')),
  content bytea,
  state text not null check (state in ('checking', 'ready', 'rejected', 'applying', 'applied', 'failed', 'discarded')),
  lines_total int,
  lines_done int not null default 0,
  created int not null default 0,
  changed int not null default 0,
  unchanged int not null default 0,
  rejected int not null default 0,
  rejects jsonb not null,
  problem text,
  started_by uuid not null,
  starter_kind text not null check (starter_kind in ('person', 'service')),
  created_at timestamptz not null,
  progressed_at timestamptz not null,
  finished_at timestamptz,
  primary key (org_id, id)
);
create index import_newest on settings.import (org_id, id desc);
create index import_created_at on settings.import (created_at);
create index import_unfinished on settings.import (progressed_at) where state in ('checking', 'applying', 'ready', 'rejected');
call kernel.tenant_table('settings.import', 'select, insert, update', 'files on their way into the settings');
call kernel.admit('settings.import', 'sutra_system', 'select, update, delete', 'an import that a stopped server left unfinished is ended; old ones are forgotten');
comment on column settings.import.kind is 'technical: enumeration';
comment on column settings.import.file_name is 'business: name of a file';
comment on column settings.import.format is 'technical: enumeration';
comment on column settings.import.content is 'business: the file, until it is applied or given up';
comment on column settings.import.state is 'technical: enumeration';
comment on column settings.import.rejects is 'business: lines that cannot be taken, and why';
comment on column settings.import.problem is 'technical: why the import ended';
comment on column settings.import.starter_kind is 'technical: enumeration';
comment on column settings.import.started_by is 'personal: identifier';
