import { ActionIcon, Popover, VisuallyHidden } from '@mantine/core';
import { readNotifications } from '@sutra/contracts/workspace';
import { NotificationIcon } from '@sutra/ui/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useState } from 'react';
import { session } from '../../app/session.ts';
import { useText } from '../../app/text.ts';
import { NotificationList } from './notification-list.tsx';
import styles from './notifications.module.css';
import { setUnread, useNotifications } from './notifications.ts';

const MOST_SHOWN = 99;

/** What happened while one looked elsewhere. Opening it is reading it. */
export function Bell() {
  const text = useText();
  const queries = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const notifications = useNotifications();
  const { unread, items } = notifications;
  const read = useMutation({
    mutationFn: (upTo: string) => session.call(readNotifications, { body: { upTo } }),
    onSuccess: (answer) => setUnread(queries, answer.unread),
  });
  const newestId = items[0]?.id;
  const markRead = useEffectEvent((id: string) => {
    if (unread > 0) read.mutate(id);
  });
  useEffect(() => {
    if (isOpen && newestId !== undefined) markRead(newestId);
  }, [isOpen, newestId]);
  const close = () => setOpen(false);
  return (
    <Popover
      opened={isOpen}
      onChange={setOpen}
      position="bottom-end"
      width="min(400px, calc(100vw - 16px))"
      shadow="none"
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <ActionIcon
          className={styles.bell}
          variant="subtle"
          color="gray"
          size={36}
          aria-label={unread === 0 ? text('notifications.open') : text('notifications.open.unread', { count: unread })}
          onClick={() => setOpen(!isOpen)}
        >
          <NotificationIcon size={18} stroke={1.7} aria-hidden />
          {unread === 0 ? null : (
            <span className={styles.count} aria-hidden>
              {unread > MOST_SHOWN ? `${MOST_SHOWN}+` : unread}
            </span>
          )}
        </ActionIcon>
      </Popover.Target>
      <VisuallyHidden component="output">
        {unread === 0 ? '' : text('notifications.unread', { count: unread })}
      </VisuallyHidden>
      <Popover.Dropdown p={0}>
        <NotificationList notifications={notifications} onClose={close} />
      </Popover.Dropdown>
    </Popover>
  );
}
