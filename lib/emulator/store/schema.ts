/** Of the store, in SQLite's user_version. A store of an older one is brought here, one of a newer one is refused. */
export const SCHEMA_VERSION = 2

/**
 * The emulator's own tables. `certificate_bytes` is apart from `certificates` so that walking the rows of a million
 * certificates does not read a gigabyte of DER; it holds the key that is to be certified, then the certificate. `blocks` counts the living rows of every 1,000 ids by what a list can
 * be filtered by, so that a page number becomes a key without an OFFSET over the whole table. Indexes and triggers are
 * apart as well (certificateUpkeep): a million rows are inserted without them.
 */
export const tables = `
create table if not exists meta (key text primary key, value text not null) strict, without rowid;

create table if not exists authorities (
  id integer primary key,
  identifier text not null unique,
  parent_id integer references authorities (id),
  label text not null,
  certificate_der blob not null,
  private_key_der blob not null,
  crl_days integer,
  issued_count integer not null default 0,
  total_count integer not null
) strict;

create table if not exists certificates (
  id integer primary key autoincrement,
  identifier text not null,
  serial_number text not null,
  authority_id integer not null references authorities (id),
  type text not null check (type in ('CLIENT', 'SERVER')),
  status text not null check (status in ('ISSUE', 'REVOKE', 'PENDING')),
  common_name text not null,
  organization text,
  organization_unit text,
  locality text,
  state text,
  country text,
  sans text not null,
  algorithm text not null check (algorithm in ('RSA', 'ECC')),
  key_size integer not null,
  not_before integer not null,
  not_after integer not null,
  enable_crl integer not null check (enable_crl in (0, 1)),
  alias text,
  custom_identifier text,
  resource_group_id text not null,
  tags text not null default '[]',
  issued_at integer,
  revoked_at integer,
  modified_at integer not null,
  check ((status = 'REVOKE') = (revoked_at is not null))
) strict;

create table if not exists certificate_bytes (
  certificate_id integer primary key references certificates (id) on delete cascade,
  spki blob,
  der blob,
  check ((spki is null) <> (der is null))
) strict;

create table if not exists blocks (
  block integer not null,
  authority_id integer not null,
  type text not null,
  status text not null,
  living integer not null,
  primary key (block, authority_id, type, status)
) strict, without rowid;

create table if not exists revocations (
  authority_id integer not null references authorities (id),
  serial_number text not null,
  revoked_at integer not null,
  listed_from integer not null,
  listed_until integer,
  published integer not null default 0 check (published in (0, 1)),
  primary key (authority_id, serial_number)
) strict, without rowid;
create index if not exists revocations_waiting on revocations (authority_id, listed_from) where published = 0;
create index if not exists revocations_leaving on revocations (authority_id, listed_until) where listed_until is not null;

create table if not exists crls (
  authority_id integer primary key references authorities (id),
  number integer not null,
  this_update integer not null,
  next_update integer not null,
  der blob not null
) strict;

create table if not exists nonces (
  access_key_id text not null,
  nonce text not null,
  seen_at integer not null,
  primary key (access_key_id, nonce)
) strict, without rowid;
create index if not exists nonces_age on nonces (seen_at);

create table if not exists ledger (
  sequence integer primary key autoincrement,
  received_at integer not null,
  operation text not null,
  parameters text not null,
  request_id text not null,
  http_status integer,
  code text,
  applied integer not null check (applied in (0, 1)),
  fault text
) strict;
`

export const ROWS_IN_A_BLOCK = 1000

const leaves = `update blocks set living = living - 1 where block = old.id / ${ROWS_IN_A_BLOCK}
    and authority_id = old.authority_id and type = old.type and status = old.status;`
const enters = `insert into blocks values (new.id / ${ROWS_IN_A_BLOCK}, new.authority_id, new.type, new.status, 1)
    on conflict do update set living = living + 1;`

/** What keeps `certificates` unique, quick to find and counted. */
export const certificateUpkeep = {
  begin: `
create unique index if not exists certificates_identifier on certificates (identifier);
create unique index if not exists certificates_serial_number on certificates (serial_number);
create unique index if not exists certificates_custom on certificates (custom_identifier) where custom_identifier is not null;
create index if not exists certificates_revoked on certificates (revoked_at desc, id desc) where status = 'REVOKE';
create index if not exists certificates_queued on certificates (issued_at) where status = 'PENDING';
create index if not exists certificates_modified on certificates (modified_at, id, authority_id, type, status);
create trigger if not exists blocks_grow after insert on certificates begin ${enters} end;
create trigger if not exists blocks_shrink after delete on certificates begin ${leaves} end;
create trigger if not exists blocks_turn after update of status on certificates begin ${leaves} ${enters} end;
`,
  pause: `
drop index if exists certificates_identifier;
drop index if exists certificates_serial_number;
drop index if exists certificates_custom;
drop index if exists certificates_revoked;
drop index if exists certificates_queued;
drop index if exists certificates_modified;
drop trigger if exists blocks_grow;
drop trigger if exists blocks_shrink;
drop trigger if exists blocks_turn;
`,
  recount: `
delete from blocks;
insert into blocks select id / ${ROWS_IN_A_BLOCK}, authority_id, type, status, count(*) from certificates group by 1, 2, 3, 4;
`,
} as const
