import { Anchor, Stack, Text } from '@mantine/core';
import type { HandlerOutput } from '@sutra/contracts/endpoint';
import { beginTotp, confirmTotp, totpCodeWrong } from '@sutra/contracts/second-factors';
import { describeDevice } from '@sutra/sdk/device';
import { Copyable } from '@sutra/ui/copyable';
import { Problem } from '@sutra/ui/problem';
import { Dialog } from '@sutra/ui/dialog';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { session } from '../../app/session.ts';
import { useText } from '../../app/text.ts';
import { ProofProblem } from '../../proof/proof-problem.tsx';
import { SixDigits } from '../../proof/six-digits.tsx';
import { useAdded } from './added.ts';
import { QrCode } from './qr-code.tsx';
import styles from './security.module.css';

export interface SetUpAppProps {
  opened: boolean;
  onClose: () => void;
}

/** The secret for the app, then a code that shows that the app has it. */
export function SetUpApp({ opened, onClose }: SetUpAppProps) {
  const text = useText();
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      // A click beside the dialog must not begin it anew: the app has the secret of this one.
      closeOnClickOutside={false}
      size={440}
      title={text('security.app.setUp')}
    >
      <Steps onClose={onClose} />
    </Dialog>
  );
}

function Steps({ onClose }: { onClose: () => void }) {
  const text = useText();
  // Every time it opens: beginning again gives another secret.
  const [begunAtMs] = useState(() => Date.now());
  const { data, error, refetch } = useQuery({
    queryKey: [beginTotp.id, begunAtMs],
    queryFn: () => session.call(beginTotp),
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
  });
  if (error !== null) return <Problem error={error} onRetry={() => void refetch()} />;
  if (data === undefined)
    return (
      <Text size="sm" component="output">
        {text('shell.loading')}
      </Text>
    );
  return <Secret begun={data} onClose={onClose} />;
}

function Secret({ begun: { secret, uri }, onClose }: { begun: HandlerOutput<typeof beginTotp>; onClose: () => void }) {
  const text = useText();
  const added = useAdded();
  const isOnPhone = describeDevice(navigator.userAgent, navigator.maxTouchPoints).kind === 'mobile';
  return (
    <Stack gap="md">
      <ol className={styles.steps}>
        <li>{text('security.app.step.install')}</li>
        <li>
          {text('security.app.step.scan')}
          <QrCode content={uri} name={text('security.app.qr')} />
          {isOnPhone ? (
            <Text size="sm" mt={6}>
              <Anchor href={uri}>{text('security.app.open')}</Anchor>
            </Text>
          ) : null}
          <Text size="sm" component="div" className={styles.secret}>
            {text('security.app.secret')}{' '}
            <Copyable
              name={text('security.app.secret.name')}
              value={secret}
              visible={secret.replaceAll(/(.{4})(?=.)/g, '$1 ')}
            />
          </Text>
        </li>
        <li>{text('security.app.step.code')}</li>
      </ol>
      <SixDigits
        label={text('proof.totp')}
        description={text('proof.totp.help')}
        submit={text('security.app.confirm')}
        beside={[totpCodeWrong.code]}
        run={async (code) => {
          const { recoveryCodes } = await session.call(confirmTotp, { body: { code } });
          onClose();
          // Not waited for: this dialog makes way for the codes.
          void added(recoveryCodes);
        }}
        problem={(error) => <ProofProblem error={error} />}
      />
    </Stack>
  );
}
