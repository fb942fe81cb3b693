// What the audit module gives to the house.
import type { Clock } from '@sutra/kernel/clock';
import type { Keyring } from '@sutra/kernel/crypto';
import type { Gates } from '@sutra/kernel/db/gates';
import { invariant } from '@sutra/kernel/errors';
import type { Feed } from '@sutra/kernel/feed';
import type { Logger } from '@sutra/kernel/log';
import type { Module } from '@sutra/kernel/module';
import type { PersonKeys } from '../privacy/public.ts';
import { auditRoutes } from './audit.routes.ts';
import type { NameOf } from './audit.view.ts';
import { Sequencer } from './sequencer.ts';
import { type CheckpointSigner, loadSigner } from './signing-key.ts';

export interface AuditModuleOptions {
  gates: Gates;
  keyring: Keyring;
  clock: Clock;
  feed: Feed;
  log: Logger;
  personKeys: PersonKeys;
  nameOf: NameOf;
  /** True on an instance that does background work: there the sequencer runs. */
  works: boolean;
}

export interface AuditModule extends Module {
  /** To be woken after commits, and settled in tests. */
  readonly sequencer: Sequencer;
}

export function auditModule(options: AuditModuleOptions): AuditModule {
  const { gates, keyring, clock, works } = options;
  const sequencer = new Sequencer(options);
  let signer: CheckpointSigner | null = null;
  return {
    name: 'audit',
    permissions: {
      'audit.read': ['owner', 'manager', 'auditor', 'compliance_officer', 'platform_admin'],
      'audit.export': ['owner', 'auditor', 'compliance_officer', 'platform_admin'],
    },
    routes: auditRoutes({
      ...options,
      signer: () => {
        invariant(signer, 'the audit module has started');
        return signer;
      },
    }),
    sequencer,
    async start() {
      signer = await loadSigner(gates, keyring, clock);
      if (works) sequencer.start();
    },
    stop: () => sequencer.close(),
  };
}
