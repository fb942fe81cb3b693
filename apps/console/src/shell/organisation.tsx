import { Menu, UnstyledButton } from '@mantine/core';
import { DoneIcon, OpenIcon, OrganisationIcon } from '@sutra/ui/icons';
import { useSignedIn } from '../app/session.ts';
import { useText } from '../app/text.ts';
import { useLeave } from './leaving.tsx';
import { useSwitchOrganisation } from './switch-organisation.ts';
import styles from './shell.module.css';

/** The organisation of this tab, and the way to another one. */
export function Organisation() {
  const text = useText();
  const { organisation, organisations } = useSignedIn();
  const change = useSwitchOrganisation();
  const leave = useLeave();
  if (organisations.length < 2) return <span className={styles.organisation}>{organisation.name}</span>;
  return (
    <Menu position="bottom-start" width={280} shadow="none" withinPortal>
      <Menu.Target>
        <UnstyledButton
          className={styles.organisationButton}
          aria-label={text('shell.organisation', { name: organisation.name })}
          aria-busy={change.isPending}
        >
          <span className={styles.organisation}>{organisation.name}</span>
          <OpenIcon size={15} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{text('shell.workIn')}</Menu.Label>
        {organisations.map(({ id, name }) => (
          <Menu.Item
            key={id}
            leftSection={<OrganisationIcon size={16} stroke={1.6} aria-hidden />}
            rightSection={
              id === organisation.id ? <DoneIcon size={15} aria-label={text('shell.workIn.current')} /> : null
            }
            onClick={() => {
              if (id !== organisation.id) leave(() => change.mutate({ organisationId: id }));
            }}
          >
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
