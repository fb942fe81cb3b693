import { Text } from '@mantine/core';
import type { Notification } from '@sutra/contracts/workspace';
import { reasonWords } from '../../app/risk-words.ts';
import { useText } from '../../app/text.ts';
import { NotMe } from '../../pages/sessions/not-me.tsx';
import styles from './notifications.module.css';

/** Why a sign-in looked unusual, and the way to say that it was somebody else. */
export function UnusualSignIn({ values }: { values: Notification['values'] }) {
  const text = useText();
  const { device = '', reasons = '', sessionId } = values;
  const words = reasonWords(text, String(reasons).split(' '));
  return (
    <span className={styles.unusual}>
      {words === '' ? null : (
        <Text size="xs" c="dimmed" component="span">
          {words}
        </Text>
      )}
      {sessionId === undefined ? null : <NotMe sessionId={String(sessionId)} device={String(device)} />}
    </span>
  );
}
