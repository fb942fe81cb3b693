-- The drug library: products, their packages and batches, and the codes that lead to them.
create schema library;
comment on schema library is 'What is known of medicine packs, shared by all organisations, and the codes nobody knows yet';
grant usage on schema library to sutra_app, sutra_operator, sutra_system;

create table library.source (
  id uuid primary key,
  name text not null unique check (length(name) between 1 and 200),
  kind text not null check (kind in ('registry', 'manufacturer', 'file', 'manual', 'demo')),
  licence_terms text not null check (length(licence_terms) between 1 and 2000),
  created_at timestamptz not null
);
call kernel.shared_table('library.source', 'where library data comes from, and on what terms it may be used');
comment on column library.source.name is 'business: the name of a data source';
comment on column library.source.kind is 'technical: enumeration';
comment on column library.source.licence_terms is 'business: terms of use';

create table library.product (
  id uuid primary key,
  source_id uuid not null references library.source,
  brand text not null check (length(brand) between 1 and 200),
  composition text not null check (length(composition) between 1 and 1000),
  strength text not null check (length(strength) <= 200),
  form text not null check (length(form) between 1 and 100),
  manufacturer text not null check (length(manufacturer) between 1 and 200),
  schedule text not null check (schedule in ('H', 'H1', 'H2', 'X', 'G', 'OTC')),
  hsn text check (hsn ~ '^[0-9]{4,8}$'),
  gst_rate_ppm integer check (gst_rate_ppm between 0 and 1000000),
  updated_at timestamptz not null
);
create index product_source on library.product (source_id);
call kernel.shared_table('library.product', 'a medicine as one manufacturer brands it, whatever its pack');
comment on column library.product.brand is 'business: brand name';
comment on column library.product.composition is 'business: generic composition';
comment on column library.product.strength is 'business: strength of each ingredient';
comment on column library.product.form is 'business: dosage form';
comment on column library.product.manufacturer is 'business: name of a firm';
comment on column library.product.schedule is 'business: schedule of the Drugs Rules, 1945; OTC is none of them';
comment on column library.product.hsn is 'business: tariff heading';
comment on column library.product.gst_rate_ppm is 'parts per million';

create table library.package (
  id uuid primary key,
  product_id uuid not null references library.product,
  source_id uuid not null references library.source,
  gtin text not null check (gtin ~ '^[0-9]{14}$'),
  description text not null check (length(description) between 1 and 200),
  level text not null check (level in ('unit', 'pack', 'case')),
  quantity integer not null check (quantity > 0),
  parent_id uuid references library.package,
  updated_at timestamptz not null,
  unique (id, product_id)
);
create index package_product on library.package (product_id);
create index package_source on library.package (source_id);
create index package_parent on library.package (parent_id) where parent_id is not null;
call kernel.shared_table('library.package', 'a pack of a product: the unit that is sold, the box of units, the case of boxes');
comment on column library.package.gtin is 'business: GTIN-14 that the pack carries; two pack sizes may carry the same';
comment on column library.package.description is 'business: the pack in words';
comment on column library.package.level is 'business: enumeration';
comment on column library.package.quantity is 'dose units (tablets, vials, millilitres) in a unit; units in a pack; packs in a case';
comment on column library.package.parent_id is 'the package that this one is packed in';

-- Several packages may answer to one code: they are candidates, never an overwrite.
create table library.identifier (
  kind text not null check (kind in ('gtin', 'nhrn', 'cdci', 'supplier-code', 'h2-product-code')),
  value text not null check (length(value) between 1 and 100),
  package_id uuid not null references library.package,
  source_id uuid not null references library.source,
  primary key (kind, value, package_id),
  check (kind <> 'gtin' or value ~ '^[0-9]{14}$')
);
create index identifier_package on library.identifier (package_id);
create index identifier_source on library.identifier (source_id);
call kernel.shared_table('library.identifier', 'every code that leads to a package, the GTINs it carried before among them');
comment on column library.identifier.kind is 'technical: enumeration';
comment on column library.identifier.value is 'business: a product code; a GTIN as 14 digits';

-- A batch is made once and packed into several sizes: expiry and recall hold for the product, the printed price for the pack.
create table library.batch (
  id uuid primary key,
  product_id uuid not null,
  package_id uuid not null,
  source_id uuid not null references library.source,
  number text not null check (length(number) between 1 and 40),
  manufactured date,
  expiry date not null,
  mrp_paise bigint check (mrp_paise > 0),
  recalled_at timestamptz,
  recall_reason text check (length(recall_reason) between 1 and 1000),
  updated_at timestamptz not null,
  unique (product_id, number, package_id),
  foreign key (package_id, product_id) references library.package (id, product_id),
  check (manufactured is null or manufactured < expiry),
  check (recall_reason is null or recalled_at is not null)
);
create index batch_package on library.batch (package_id);
create index batch_source on library.batch (source_id);
call kernel.shared_table('library.batch', 'a production batch of a product in one of its packs');
comment on column library.batch.number is 'business: batch number as printed';
comment on column library.batch.expiry is 'last day of use; the last day of the month where the pack prints only a month';
comment on column library.batch.mrp_paise is 'maximum retail price of this pack, all taxes included';
comment on column library.batch.recall_reason is 'business: published reason of a recall';

-- What an organisation scanned and nobody knows: one open item a code, however often it is met.
create table library.review_item (
  org_id uuid not null,
  id uuid not null,
  kind text not null check (kind in ('unknown-code')),
  status text not null default 'open' check (status in ('open', 'closed')),
  code_digest bytea not null check (length(code_digest) = 32),
  raw text not null check (length(raw) between 1 and 8192),
  gtin text check (gtin ~ '^[0-9]{14}$'),
  seen_count integer not null default 1 check (seen_count > 0),
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  primary key (org_id, id)
);
create unique index review_item_open on library.review_item (org_id, kind, code_digest) where status = 'open';
call kernel.tenant_table('library.review_item', 'select, insert, update', 'codes of an organisation that wait for a reviewer');
call kernel.admit('library.review_item', 'sutra_operator', 'select', 'operators see which codes the library lacks');
comment on column library.review_item.kind is 'technical: enumeration';
comment on column library.review_item.status is 'technical: enumeration';
comment on column library.review_item.code_digest is 'technical: SHA-256 that tells two codes apart';
comment on column library.review_item.raw is 'personal: content';
comment on column library.review_item.gtin is 'business: product number';
