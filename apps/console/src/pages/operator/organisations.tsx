import { Button } from '@mantine/core';
import {
  getOperatedOrganisation,
  listOrganisations,
  type OperatedOrganisation,
  ORGANISATIONS_MANAGE,
  ORGANISATIONS_READ,
} from '@sutra/contracts/organisations';
import { Empty } from '@sutra/ui/empty';
import { useFormat } from '@sutra/ui/format';
import { AddIcon, OrganisationIcon } from '@sutra/ui/icons';
import { type Column, QueryTable } from '@sutra/ui/table/query-table';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { apiQuery } from '../../app/api.ts';
import { present } from '../../app/search.ts';
import { session, useCan } from '../../app/session.ts';
import { useText } from '../../app/text.ts';
import { Page } from '../../shell/page.tsx';
import { Filters } from './filters.tsx';
import { NewOrganisationDialog } from './new-organisation.tsx';
import styles from './operator.module.css';
import { OrganisationDetails } from './organisation-details.tsx';
import { KIND_WORDS, readFilter } from './search.ts';
import { Standing } from './standing.tsx';

const PAGE_SIZE = 50;

export function OrganisationsPage() {
  const text = useText();
  const mayManage = useCan(ORGANISATIONS_MANAGE);
  const navigate = useNavigate({ from: '/operator/organisations' });
  const [isAdding, setAdding] = useState(false);
  return (
    <Page
      title={text('operator.organisations')}
      intro={text('operator.intro')}
      permission={ORGANISATIONS_READ}
      actions={
        mayManage ? (
          <Button
            leftSection={<AddIcon size={16} stroke={1.8} aria-hidden />}
            aria-haspopup="dialog"
            onClick={() => setAdding(true)}
          >
            {text('operator.add')}
          </Button>
        ) : undefined
      }
    >
      <Organisations />
      {mayManage ? (
        <NewOrganisationDialog
          opened={isAdding}
          onClose={() => setAdding(false)}
          onAdded={(id) => void navigate({ search: { open: id } })}
        />
      ) : null}
    </Page>
  );
}

function Organisations() {
  const text = useText();
  const search = useSearch({ from: '/signed-in/operator/organisations' });
  const navigate = useNavigate({ from: '/operator/organisations' });
  const { cursor, open } = search;
  const filter = readFilter(search);
  const query = useQuery({
    ...apiQuery(listOrganisations, { query: { limit: PAGE_SIZE, ...filter, ...present({ cursor }) } }),
    placeholderData: keepPreviousData,
  });
  const columns = useColumns();
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <QueryTable
      label={text('operator.organisations')}
      name="operator.organisations"
      query={query}
      columns={columns}
      rowId={({ id }) => id}
      empty={
        <Empty icon={OrganisationIcon} title={text(isFiltered ? 'operator.none' : 'operator.empty')}>
          {text(isFiltered ? 'operator.none.help' : 'operator.empty.help')}
        </Empty>
      }
      toolbar={
        <Filters
          value={filter}
          onChange={(next) =>
            void navigate({ search: ({ open }) => ({ ...next, ...present({ open }) }), replace: true })
          }
        />
      }
      paging={{ cursor, onCursor: (next) => void navigate({ search: { ...filter, ...present({ cursor: next }) } }) }}
      details={{
        open,
        onOpen: (id) =>
          void navigate({ search: (now) => present({ ...now, open: id }), replace: true, resetScroll: false }),
        name: ({ name }) => name,
        render: (organisation) => <OrganisationDetails key={organisation.id} organisation={organisation} />,
        load: (id) => session.call(getOperatedOrganisation, { params: { organisationId: id } }),
      }}
    />
  );
}

function useColumns(): Column<OperatedOrganisation>[] {
  const text = useText();
  const format = useFormat();
  return useMemo(
    () => [
      {
        id: 'name',
        header: text('operator.name'),
        card: 'title',
        width: 220,
        cell: ({ name }) => <bdi className={styles.name}>{name}</bdi>,
      },
      { id: 'kind', header: text('operator.kind'), cell: ({ kind }) => text(KIND_WORDS[kind]) },
      {
        id: 'members',
        header: text('operator.members'),
        align: 'right',
        cell: ({ members }) => format.integer(members),
      },
      {
        id: 'lastActive',
        header: text('operator.lastActive'),
        cell: ({ lastActiveOn }) => (lastActiveOn === null ? text('operator.never') : format.day(lastActiveOn)),
      },
      { id: 'created', header: text('operator.created'), cell: ({ createdAt }) => format.date(createdAt) },
      {
        id: 'status',
        header: text('operator.status'),
        card: 'corner',
        cell: (organisation) => <Standing organisation={organisation} />,
      },
    ],
    [text, format],
  );
}
