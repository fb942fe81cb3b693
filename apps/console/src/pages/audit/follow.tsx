// From any entry to everything of the same person, or about the same object.
import type { AuditEntry } from '@sutra/contracts/audit';
import { useText } from '../../app/text.ts';
import { TextLink } from '../../shell/text-link.tsx';
import styles from './audit.module.css';
import { useWords } from './words.ts';

type Actor = AuditEntry['actor'];
type EntryObject = NonNullable<AuditEntry['object']>;

export function useActorName(): (actor: Actor) => string {
  const text = useText();
  return ({ kind, name }) => {
    if (name !== null) return name;
    if (kind === 'system') return text('audit.actor.system');
    return text(kind === 'service' ? 'audit.actor.service' : 'audit.actor.unknown');
  };
}

export function ActorLink({ actor }: { actor: Actor }) {
  const name = useActorName()(actor);
  if (actor.id === null) return name;
  return (
    <TextLink to="/audit" search={{ actor: actor.id }} size="sm" className={styles.object ?? ''}>
      {name}
    </TextLink>
  );
}

export function ObjectLink({ object }: { object: EntryObject }) {
  const words = useWords();
  return (
    <TextLink
      to="/audit"
      search={{ objectType: object.type, objectId: object.id }}
      size="sm"
      className={styles.object ?? ''}
      title={object.id}
    >
      {words.type(object.type)} <span className={styles.mono}>{shortId(object.id)}</span>
    </TextLink>
  );
}

export const shortId = (id: string): string => (id.length > 12 ? `…${id.slice(-8)}` : id);
