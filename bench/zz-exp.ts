import { startDurablePostgres, asOwner } from './postgres.ts';
import { seedPeople, ORGANISATION_ID } from './house.ts';
const p = await startDurablePostgres();
try {
  const db = await p.database('exp');
  await seedPeople(db, 1);
  await asOwner(db.ownerUrl, async (o) => {
    const t = async (name: string, sql: string) => { const s = p.cpuMicros()!; const w=performance.now(); await o.query(sql); console.log(name, ((p.cpuMicros()!-s)/20000).toFixed(1),'us cpu', ((performance.now()-w)/20).toFixed(1),'us wall'); };
    const org = `'${ORGANISATION_ID}'`;
    const loop = (body: string) => `do $x$ declare a uuid; begin for i in 1..20000 loop ${body} end loop; end $x$`;
    const entry = (extra='') => `insert into audit.entry (id, org_id, recorded_at, action, actor_kind, actor_id, object_type, object_id, request_id, after_digest, changes, subject_id, personal, origin) values (uuidv7(), ${org}, now(), 'x.y', 'person', ${org}, 'identity.service_account', uuidv7()::text, 'req', decode(repeat('5a',32),'hex'), '{"name": {"before": null, "after": "Till 7"}, "created_by": {"sealed": true}}', ${org}, decode(repeat('5a',90),'hex'), decode(repeat('5a',190),'hex'));`;
    for (let k=0;k<2;k++){
    await t('service_account', loop(`insert into identity.service_account (id, org_id, name, created_by, created_at) values (uuidv7(), ${org}, 'Till 7', ${org}, now());`));
    await t('entry', loop(entry()));
    await o.query('create table if not exists plain_entry (like audit.entry including defaults including constraints); '); 
    await t('plain entry, no index', loop(entry().replace('audit.entry','plain_entry')));
    await o.query('create table if not exists part1 (like audit.entry including all)');
    await t('unpartitioned, all indexes', loop(entry().replace('audit.entry','part1')));
    }
  });
} finally { await p.stop(); }
