import { Menu, UnstyledButton } from '@mantine/core';
import { DoneIcon, OpenIcon, OrganisationIcon } from '@sutra/ui/icons';
import { useDescribeProblem } from '@sutra/ui/problem';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { session, useSignedIn } from '../app/session.ts';
import { useText } from '../app/text.ts';
import { useAnnounce } from './announce.ts';
import styles from './shell.module.css';

/** The organisation of this tab, and the way to another one. */
export function Organisation() {
  const text = useText();
  const describe = useDescribeProblem();
  const announce = useAnnounce();
  const navigate = useNavigate();
  const { organisation, organisations } = useSignedIn();
  const change = useMutation({
    mutationFn: (organisationId: string) => session.switchOrganisation(organisationId),
    // What is open belongs to the organisation that was left.
    onSuccess: () => navigate({ to: '/' }),
    onError: (error) => {
      const { title, help } = describe(error);
      announce({ title, message: help, isFailure: true });
    },
  });
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
              if (id !== organisation.id) change.mutate(id);
            }}
          >
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
