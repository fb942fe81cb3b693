import { notifications } from '@mantine/notifications';
import { useCallback } from 'react';
import { useText } from '../app/text.ts';

export interface Announcement {
  title: string;
  message: string;
  isFailure?: boolean;
}

/** Says something in the corner of the page, whatever page it is. */
export function useAnnounce(): (announcement: Announcement) => void {
  const text = useText();
  return useCallback(
    ({ title, message, isFailure = false }) => {
      notifications.show({
        title,
        message,
        color: isFailure ? 'red' : 'accent',
        autoClose: 10_000,
        closeButtonProps: { 'aria-label': text('ui.close') },
      });
    },
    [text],
  );
}
