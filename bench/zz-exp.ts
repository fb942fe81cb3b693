import { startDurablePostgres, asOwner } from './postgres.ts';
import { seedPeople, ORGANISATION_ID } from './house.ts';
import pg from 'pg';
const p = await startDurablePostgres();
const N=3000;
try {
  const db = await p.database('exp');
  await seedPeople(db, 1);
  await asOwner(db.ownerUrl, (o)=>o.query('create table public.nothing(a int)'));
  const c = new pg.Client({connectionString: db.appUrl}); await c.connect();
  await c.query('set synchronous_commit=off');
  const t = async (name: string, fn: ()=>Promise<unknown>) => { for(let i=0;i<300;i++) await fn(); const s = p.cpuMicros()!; const u=process.cpuUsage(); const w=performance.now(); for(let i=0;i<N;i++) await fn(); const v=process.cpuUsage(u); console.log(name.padEnd(40), ((p.cpuMicros()!-s)/N).toFixed(1),'us pg', ((v.user+v.system)/N).toFixed(1),'us node', ((performance.now()-w)*1000/N).toFixed(1),'us wall'); };
  const org=ORGANISATION_ID; const { randomUUID } = await import('node:crypto');
  const scope=()=>c.query({name:'scope',text:"select set_config('role', $1, true), set_config('app.org_id', $2, true), set_config('app.user_id', $3, true)",values:['sutra_app',org,'']});
  const ins=()=>c.query({name:'ins',text:'insert into identity.service_account (id, org_id, name, created_by, created_at) values ($1,$2,$3,$4,$5)',values:[randomUUID(),org,'Till 7',org,new Date()]});
  const E=`insert into audit.entry (id, org_id, recorded_at, action, actor_kind, actor_id, object_type, object_id, request_id, before_digest, after_digest, changes, subject_id, personal, origin)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`;
  const ent=(id='01a5c0de-0000-7'+randomUUID().slice(15))=>c.query({name:'ent',text:E,values:[id,org,new Date(),'a.b','person',org,'identity.service_account',randomUUID(),'req',null,Buffer.alloc(32),'{"name": {"before": null, "after": "Till 7"}, "created_by": {"sealed": true}}',org,Buffer.alloc(90,1),Buffer.alloc(190,2)]});
  for (let k=0;k<2;k++){
  await t('select 1 named', ()=>c.query({name:'one',text:'select 1'}));
  await t('begin;commit', async()=>{await c.query('begin');await c.query('commit')});
  await t('begin;scope;commit', async()=>{await c.query('begin');await scope();await c.query('commit')});
  await t('begin;scope;ins;commit', async()=>{await c.query('begin');await scope();await ins();await c.query('commit')});
  await t('begin;scope;entry;commit', async()=>{await c.query('begin');await scope();await ent();await c.query('commit')});
  await t('begin;scope;ins;entry;commit', async()=>{await c.query('begin');await scope();await ins();await ent();await c.query('commit')});
  }
  await c.end();
} finally { await p.stop(); }
