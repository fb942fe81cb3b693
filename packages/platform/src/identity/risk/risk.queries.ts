// What was seen of a person before: one statement for a sign-in, one for a refresh from elsewhere.
import type { Gates } from '@sutra/kernel/db/gates';
import { sql } from 'kysely';
import type { Place } from './risk.rules.ts';

export interface History {
  /** Of at most a hundred sign-ins, newest first. */
  signInsMs: number[];
  /** Whether the person has ever had a session, also when the history is forgotten. */
  hasSessions: boolean;
  knowsNetwork: boolean;
  /** Whether the country of any sign-in is known at all. */
  knowsCountries: boolean;
  knowsCountry: boolean;
  /** On the device that it is about, or on any unknown one where it is unknown: strangers fail for no known device. */
  hasFailures: boolean;
  lastPlace: (Place & { atMs: number }) | null;
  /** Browser and platform that the device had last. */
  deviceFamily: string | null;
}

export interface Seen {
  network: string;
  country: string | null;
  deviceId: string | null;
  failuresSince: Date;
}

/** What the person has said was not them, or what was ended for its risk, is no example of how they sign in. */
const DISOWNED = sql`('not-me', 'risk', 'refresh-reused')`;

export async function historyOf(gates: Gates, userId: string, seen: Seen): Promise<History> {
  const { rows } = await sql<History>`
    with event as (
      select e.* from identity.login_event e left join identity.session s on s.id = e.session_id
      where e.user_id = ${userId} and e.outcome in ('signed-in', 'continued')
        and (s.revoked_because is null or s.revoked_because not in ${DISOWNED})
    ), own as (
      select * from identity.session s where s.user_id = ${userId}
        and (s.revoked_because is null or s.revoked_because not in ${DISOWNED})
    )
    select
      coalesce((select jsonb_agg(t.ms) from (select extract(epoch from occurred_at) * 1000 as ms from event
        where outcome = 'signed-in' order by id desc limit 100) t), '[]') as "signInsMs",
      exists (select from identity.session s where s.user_id = ${userId}) as "hasSessions",
      exists (select from event where ip <<= ${seen.network}::inet) as "knowsNetwork",
      exists (select from event where country is not null) as "knowsCountries",
      exists (select from event where country = ${seen.country}::text) as "knowsCountry",
      exists (select from identity.login_event e where e.user_id = ${userId} and e.occurred_at > ${seen.failuresSince}
        and e.device_id is not distinct from ${seen.deviceId}::uuid
        and e.outcome in ('wrong-password', 'wrong-code', 'wrong-second-factor', 'wrong-pin', 'locked')) as "hasFailures",
      (select jsonb_build_object('latitude', latitude_hundredths / 100.0, 'longitude', longitude_hundredths / 100.0,
          'atMs', extract(epoch from last_active_at) * 1000)
        from own where latitude_hundredths is not null order by last_active_at desc limit 1) as "lastPlace",
      (select user_agent_family from own where device_id = ${seen.deviceId}::uuid
        order by last_active_at desc limit 1) as "deviceFamily"`.execute(gates.person(userId));
  return rows[0]!;
}
