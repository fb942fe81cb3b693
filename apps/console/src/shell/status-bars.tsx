// Quiet bars at the foot of the window: the server is away, or has a newer page. They lie over the page and move nothing.
import { Button, CloseButton } from '@mantine/core';
import { NewVersionIcon, OfflineIcon } from '@sutra/ui/icons';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { pulse } from '../app/pulse.ts';
import { useText } from '../app/text.ts';
import styles from './status-bars.module.css';

export function StatusBars() {
  const text = useText();
  const { isOffline, hasNewBuild } = useSyncExternalStore(pulse.subscribe, pulse.snapshot);
  const [isLater, setLater] = useState(false);
  const showsNewBuild = hasNewBuild && !isLater && !isOffline;
  useEffect(() => pulse.start(), []);
  useRefetchOnReturn(isOffline);
  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- an output may hold words only; this holds buttons
    <div className={styles.bars} role="status" aria-live="polite" data-shown={isOffline || showsNewBuild || undefined}>
      {isOffline ? (
        <div className={styles.bar} data-tone="warning">
          <OfflineIcon size={17} stroke={1.8} aria-hidden />
          <span className={styles.words}>
            <strong>{text('shell.offline')}</strong> {text('shell.offline.help')}
          </span>
        </div>
      ) : null}
      {showsNewBuild ? (
        <div className={styles.bar} data-tone="info">
          <NewVersionIcon size={17} stroke={1.8} aria-hidden />
          <span className={styles.words}>{text('shell.newVersion')}</span>
          {/* What is not saved is asked for by the browser itself. */}
          <Button size="compact-sm" variant="default" onClick={() => location.reload()}>
            {text('shell.newVersion.reload')}
          </Button>
          <CloseButton size="sm" aria-label={text('shell.newVersion.later')} onClick={() => setLater(true)} />
        </div>
      ) : null}
    </div>
  );
}

/** What failed or grew old while the server was away. */
function useRefetchOnReturn(isOffline: boolean): void {
  const queries = useQueryClient();
  const wasOffline = useRef(isOffline);
  useEffect(() => {
    if (wasOffline.current && !isOffline) void queries.invalidateQueries();
    wasOffline.current = isOffline;
  }, [isOffline, queries]);
}
