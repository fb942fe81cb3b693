import { Modal, type ModalProps } from '@mantine/core';
import { useText } from './language.tsx';

/** A dialog over the page; what closes it has a name also for who cannot see it. */
export function Dialog(props: Omit<ModalProps, 'closeButtonProps'>) {
  const text = useText();
  return <Modal {...props} closeButtonProps={{ 'aria-label': text('ui.close') }} />;
}
