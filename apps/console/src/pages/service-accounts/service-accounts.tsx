import { Button } from '@mantine/core';
import { listServiceAccounts } from '@sutra/contracts/service-accounts';
import { Empty } from '@sutra/ui/empty';
import { RelativeTime, useFormat } from '@sutra/ui/format';
import { AddIcon, KeyIcon } from '@sutra/ui/icons';
import { type Column, QueryTable } from '@sutra/ui/table/query-table';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { apiQuery } from '../../app/api.ts';
import { present } from '../../app/search.ts';
import { useText } from '../../app/text.ts';
import { Page } from '../../shell/page.tsx';
import { AccountDetails } from './account-details.tsx';
import { AccountDialog } from './account-dialog.tsx';
import { keyState, lastUseOf, type ServiceAccount } from './service-account.ts';
import styles from './service-accounts.module.css';

export function ServiceAccountsPage() {
  const text = useText();
  const format = useFormat();
  const { open } = useSearch({ from: '/signed-in/service-accounts' });
  const navigate = useNavigate({ from: '/service-accounts' });
  const [isAdding, setAdding] = useState(false);
  const query = useQuery({
    ...apiQuery(listServiceAccounts),
    select: ({ items }) => ({ items, nextCursor: null }),
  });
  const columns = useMemo<Column<ServiceAccount>[]>(
    () => [
      {
        id: 'name',
        header: text('accounts.name'),
        card: 'title',
        width: 200,
        cell: ({ name }) => <bdi className={styles.name}>{name}</bdi>,
      },
      {
        id: 'keys',
        header: text('accounts.keys'),
        cell: ({ keys }) =>
          text('accounts.keys.count', { count: keys.filter((key) => keyState(key) === 'active').length }),
      },
      {
        id: 'used',
        header: text('accounts.key.lastUsed'),
        cell: (account) => {
          const used = lastUseOf(account);
          return used === null ? text('accounts.key.neverUsed') : <RelativeTime value={used} />;
        },
      },
      { id: 'created', header: text('accounts.created'), cell: ({ createdAt }) => format.date(createdAt) },
    ],
    [text, format],
  );
  const show = (id: string | undefined) =>
    void navigate({ search: present({ open: id }), replace: true, resetScroll: false });
  const add = (
    <Button
      leftSection={<AddIcon size={16} stroke={1.8} aria-hidden />}
      aria-haspopup="dialog"
      onClick={() => setAdding(true)}
    >
      {text('accounts.add')}
    </Button>
  );
  return (
    <Page
      title={text('accounts.title')}
      intro={text('accounts.intro')}
      permission="service-account.manage"
      actions={add}
    >
      <QueryTable
        label={text('accounts.title')}
        query={query}
        columns={columns}
        rowId={({ id }) => id}
        empty={
          <Empty icon={KeyIcon} title={text('accounts.empty')}>
            {text('accounts.empty.help')}
          </Empty>
        }
        details={{
          open,
          onOpen: show,
          name: ({ name }) => name,
          render: (account) => <AccountDetails account={account} />,
        }}
      />
      <AccountDialog opened={isAdding} onClose={() => setAdding(false)} onAdded={show} />
    </Page>
  );
}
