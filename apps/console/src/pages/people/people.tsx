import { Button, Tabs } from '@mantine/core';
import { InviteIcon } from '@sutra/ui/icons';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useCan } from '../../app/session.ts';
import { useText } from '../../app/text.ts';
import { Page } from '../../shell/page.tsx';
import { AccessReviewTab } from './access-review.tsx';
import { Invitations } from './invitations.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { Members } from './members.tsx';
import { Roles } from './roles.tsx';

const TABS = ['members', 'invitations', 'roles', 'review'] as const;
type Tab = (typeof TABS)[number];
const LABELS = {
  members: 'people.members',
  invitations: 'people.invitations',
  roles: 'people.roles',
  review: 'accessReview.title',
} as const;
const PANELS = { members: Members, invitations: Invitations, roles: Roles, review: AccessReviewTab } as const;

export function PeoplePage() {
  const text = useText();
  const mayInvite = useCan('people.invite');
  const { tab: wanted } = useSearch({ from: '/signed-in/people' });
  const navigate = useNavigate({ from: '/people' });
  const [isInviting, setInviting] = useState(false);
  const mayReview = useCan('access.review');
  const tabs = TABS.filter((tab) => (tab !== 'invitations' || mayInvite) && (tab !== 'review' || mayReview));
  const open: Tab = tabs.find((tab) => tab === wanted) ?? 'members';
  const Panel = PANELS[open];
  const show = (tab: Tab) => void navigate({ search: tab === 'members' ? {} : { tab } });
  return (
    <Page
      title={text('people.title')}
      intro={text('people.intro')}
      permission="people.read"
      actions={
        mayInvite ? (
          <Button
            leftSection={<InviteIcon size={16} stroke={1.8} aria-hidden />}
            aria-haspopup="dialog"
            onClick={() => setInviting(true)}
          >
            {text('people.invite')}
          </Button>
        ) : undefined
      }
    >
      <Tabs value={open} onChange={(id) => id !== null && show(id as Tab)} keepMounted={false}>
        <Tabs.List>
          {tabs.map((tab) => (
            <Tabs.Tab key={tab} value={tab}>
              {text(LABELS[tab])}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {tabs.map((tab) => (
          <Tabs.Panel key={tab} value={tab} pt="md">
            {tab === open ? <Panel /> : null}
          </Tabs.Panel>
        ))}
      </Tabs>
      {mayInvite ? (
        <InviteDialog opened={isInviting} onClose={() => setInviting(false)} onInvited={() => show('invitations')} />
      ) : null}
    </Page>
  );
}
