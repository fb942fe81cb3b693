import { ArchiveIcon } from '@sutra/ui/icons';
import { StateBadge } from '@sutra/ui/state-badge';
import { useText } from '../../app/text.ts';

/** Whether a record is in use or put away. */
export function ArchivedBadge({ archivedAt }: { archivedAt: Date | null }) {
  const text = useText();
  return archivedAt === null ? (
    <StateBadge tone="good">{text('settings.active')}</StateBadge>
  ) : (
    <StateBadge tone="neutral" icon={ArchiveIcon}>
      {text('settings.archived')}
    </StateBadge>
  );
}
