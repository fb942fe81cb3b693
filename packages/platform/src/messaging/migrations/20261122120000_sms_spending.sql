-- What SMS cost, so that nobody runs up a bill: fraudsters have codes sent to numbers that earn them a share of the price.
create table messaging.sms_day (
  -- Of India.
  day date not null,
  -- ITU-T E.164; '' is all of them together.
  calling_code text not null check (calling_code ~ '^[0-9]{0,3}$'),
  messages int not null,
  paise bigint not null,
  primary key (day, calling_code)
);
call kernel.system_table('messaging.sms_day', 'select, insert, update, delete', 'no more SMS are sent in a day than were meant to be paid for');
comment on column messaging.sms_day.calling_code is 'technical: enumeration';
