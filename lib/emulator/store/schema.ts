/**
 * The emulator's own tables. `certificate_bytes` is apart from `certificates` so that walking the rows of a million
 * certificates does not read a gigabyte of DER; `blocks` counts the living rows of every 1,000 ids, kept by triggers,
 * so that a page number becomes a key without an OFFSET over the whole table.
 */
export const schema = `
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
  identifier text not null unique,
  serial_number text not null unique,
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
  custom_identifier text unique,
  resource_group_id text not null,
  tags text not null default '[]',
  issued_at integer,
  revoked_at integer,
  check ((status = 'REVOKE') = (revoked_at is not null))
) strict;
create index if not exists certificates_revoked on certificates (revoked_at desc, id desc) where status = 'REVOKE';
create index if not exists certificates_queued on certificates (issued_at) where status = 'PENDING';

create table if not exists certificate_bytes (
  certificate_id integer primary key references certificates (id) on delete cascade,
  spki blob not null,
  der blob
) strict;

create table if not exists blocks (block integer primary key, living integer not null) strict;
create trigger if not exists blocks_grow after insert on certificates begin
  insert into blocks values (new.id / 1000, 1) on conflict do update set living = living + 1;
end;
create trigger if not exists blocks_shrink after delete on certificates begin
  update blocks set living = living - 1 where block = old.id / 1000;
end;

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
