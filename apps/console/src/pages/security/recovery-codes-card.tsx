import { Button } from '@mantine/core';
import { makeRecoveryCodes } from '@sutra/contracts/second-factors';
import { Confirm } from '@sutra/ui/confirm';
import { RecoveryIcon } from '@sutra/ui/icons';
import { StateBadge } from '@sutra/ui/state-badge';
import { useState } from 'react';
import { session } from '../../app/session.ts';
import { useText } from '../../app/text.ts';
import { useAdded } from './added.ts';
import { Card } from './card.tsx';

const OF = 10;
const FEW = 3;

/** What stands in for a lost second factor. */
export function RecoveryCodesCard({ left }: { left: number }) {
  const text = useText();
  const added = useAdded();
  const [isAsking, setAsking] = useState(false);
  return (
    <Card
      icon={RecoveryIcon}
      title={text('recovery.title')}
      state={
        <StateBadge tone={left > FEW ? 'good' : 'warning'}>
          {text('security.recovery.left', { left, of: OF })}
        </StateBadge>
      }
      help={text('security.recovery.help')}
      actions={
        <Button variant="default" aria-haspopup="dialog" onClick={() => setAsking(true)}>
          {text('security.recovery.make')}
        </Button>
      }
    >
      <Confirm
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={text('security.recovery.make.ask')}
        consequence={text('security.recovery.make.consequence')}
        action={text('security.recovery.make')}
        isHarmless={left === 0}
        onConfirm={async () => {
          const { recoveryCodes } = await session.call(makeRecoveryCodes);
          void added(recoveryCodes);
        }}
      />
    </Card>
  );
}
