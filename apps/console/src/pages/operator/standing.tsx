import type { OperatedOrganisation } from '@sutra/contracts/organisations';
import { StateBadge } from '@sutra/ui/state-badge';
import { useText } from '../../app/text.ts';

/** Whether it works, and what keeps it from beginning to. */
export function Standing({ organisation }: { organisation: Pick<OperatedOrganisation, 'kind' | 'status' | 'owner'> }) {
  const text = useText();
  const { kind, status } = organisation;
  // Operators are made with the installation, not invited.
  const owner = kind === 'operator' ? 'joined' : organisation.owner;
  if (status === 'suspended') return <StateBadge tone="warning">{text('operator.status.suspended')}</StateBadge>;
  if (owner === 'invited') return <StateBadge tone="info">{text('operator.owner.invited')}</StateBadge>;
  if (owner === 'absent') return <StateBadge tone="danger">{text('operator.owner.absent')}</StateBadge>;
  return <StateBadge tone="good">{text('operator.status.active')}</StateBadge>;
}
