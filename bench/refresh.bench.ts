import type pg from 'pg';
import { barePool } from './bare.ts';
import { type Bench, type BenchDatabase, CONNECTIONS, loop, type Requests, ROUND_MS, type Running } from './bench.ts';
import { logIn, mobileOf, personIdOf, seedPeople, startApplication } from './house.ts';

const USER_AGENT =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36';
const DAY_MS = 86_400_000;
/** A session may be refreshed 120 times a minute. */
const SESSIONS = 1000;

// What people.queries.ts and refresh.queries.ts ask, in its shortest form.
const SELECT_PERSON = `select p.id, p.name, p.mobile, p.email, p.password_hash as "passwordHash",
  coalesce((select jsonb_agg(jsonb_build_object('organisation', jsonb_build_object('id', o.org_id, 'name', o.name, 'kind', o.kind), 'roles', m.roles) order by m.created_at, m.org_id)
    from identity.membership m join identity.organisation o on o.org_id = m.org_id
    where m.user_id = p.id and m.status = 'active' and o.status = 'active'), '[]') as memberships
  from identity.person p where p.id = $1 and p.status = 'active'`;
const ROTATE = `update identity.session set generation = $1, refresh_hash = $2, rotated_at = $3, last_active_at = $4, expires_at = least($5, ends_at), ip = $6, user_agent = $7, user_agent_family = $8
  where id = $9 and generation = $10 and refresh_hash = $11 and revoked_at is null and expires_at > $12
  returning expires_at, organisation_id, authentication_method`;

async function startStatements(database: BenchDatabase): Promise<Running> {
  const pool = barePool(database.ownerUrl);
  const sessions = await Promise.all(Array.from({ length: SESSIONS }, (_, index) => openSession(pool, index)));
  const refreshNext = async () => {
    const session = sessions.shift()!;
    await refreshOnce(pool, session);
    sessions.push(session);
  };
  return {
    round: (durationMs) => loop(durationMs, CONNECTIONS, refreshNext),
    close: () => pool.end(),
  };
}

interface BareSession {
  id: string;
  userId: string;
  generation: number;
}
const hashOf = ({ generation }: BareSession) => Buffer.alloc(32, generation & 0xff);

async function openSession(pool: pg.Pool, index: number): Promise<BareSession> {
  const userId = personIdOf(index);
  const { rows } = await pool.query<{ id: string }>(
    `with device as (insert into identity.device (id, user_id, name, kind, first_seen_at, last_seen_at) values (uuidv7(), $1, 'Chrome', 'desktop', now(), now()) returning id)
     insert into identity.session (id, user_id, device_id, organisation_id, refresh_hash, rotated_at, user_agent_family, ip, user_agent, authentication_method, proved_at, created_at, last_active_at, expires_at, ends_at)
     select uuidv7(), $1, device.id, m.org_id, $2, now(), 'chrome', '127.0.0.1', $3, 'pwd', now(), now(), now(), now() + interval '30 days', now() + interval '180 days'
     from device, identity.membership m where m.user_id = $1 returning id`,
    [userId, Buffer.alloc(32), USER_AGENT],
  );
  return { id: rows[0]!.id, userId, generation: 0 };
}

async function refreshOnce(pool: pg.Pool, session: BareSession): Promise<void> {
  await pool.query(SELECT_PERSON, [session.userId]);
  const now = new Date();
  const before = hashOf(session);
  const generation = session.generation + 1;
  const after = hashOf({ ...session, generation });
  const expiresAt = new Date(now.getTime() + 30 * DAY_MS);
  const { rowCount } = await pool.query(ROTATE, [
    generation,
    after,
    now,
    now,
    expiresAt,
    '127.0.0.1',
    USER_AGENT,
    'chrome',
    session.id,
    session.generation,
    before,
    now,
  ]);
  if (rowCount !== 1) throw new Error('the session was not rotated');
  session.generation = generation;
}

export const refresh: Bench = {
  name: 'refresh',
  title: 'Refresh against the two statements it cannot do without',
  compares: 'rate',
  operation: 'refresh',
  target: { atLeast: 0.5 },
  connections: CONNECTIONS,
  roundMs: ROUND_MS,
  prepare: (database) => seedPeople(database, 2 * SESSIONS),
  ours: {
    does: 'the whole application over HTTP, `POST /api/v1/auth/refresh`: token opened (HMAC), person with memberships, session rotated by one conditional update, new refresh token derived, new access token signed (EdDSA)',
    start: async (database) => {
      const running = await startApplication(database, null);
      const tokens: string[] = [];
      const signInNext = async (worker: number) => {
        for (let index = worker; index < SESSIONS; index += CONNECTIONS) {
          const headers = { 'user-agent': USER_AGENT };
          tokens.push((await logIn(running.origin!, mobileOf(SESSIONS + index), headers)).refreshToken);
        }
      };
      await Promise.all(Array.from({ length: CONNECTIONS }, (_, worker) => signInNext(worker)));
      return { ...running, handover: tokens };
    },
    requests: refreshInTurn,
  },
  baseline: {
    does: 'no HTTP and no tokens: the same select and the same update in a loop through `pool.query`, as a superuser whom no policy slows down, on the same tables',
    start: startStatements,
  },
  remarks: [
    `${SESSIONS} sessions of ${SESSIONS} people on each side, ${CONNECTIONS} refreshing at a time, each again when all others have had their turn: two round trips and one durable commit on both sides.`,
    'Profile of ours: 15 % of the time in the process is signing the access token through WebCrypto, which hands each signature to another thread and back (85 to 110 µs of processor time, against 45 to 55 µs by `sign` of node:crypto); a quarter is statements, a sixth HTTP. Signing with node:crypto would move it.',
  ],
};

// A token is taken back by its answer's successor. One whose answer a round's end cut off is sent again by the next
// round: it gets the same successor.
const free: string[] = [];
const taken = new Set<string>();

function refreshInTurn(first: string[]): Requests {
  if (free.length === 0 && taken.size === 0) free.push(...first);
  free.push(...taken);
  taken.clear();
  return {
    path: '/api/v1/auth/refresh',
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': USER_AGENT },
    next: () => {
      const token = free.shift()!;
      taken.add(token);
      return JSON.stringify({ refreshToken: token });
    },
    answered: (sent, answer) => {
      taken.delete((JSON.parse(sent) as { refreshToken: string }).refreshToken);
      free.push((JSON.parse(answer) as { refreshToken: string }).refreshToken);
    },
  };
}
