-- A client that goes round in a circle is told to wait; nothing of it is lost.
alter table identity.session
  add column refreshes smallint not null default 0,
  add column refreshes_since timestamptz;
