import type { HandlerOutput } from '@sutra/contracts/endpoint';
import { listNotifications, type Notification } from '@sutra/contracts/workspace';
import { type InfiniteData, type QueryClient, useInfiniteQuery } from '@tanstack/react-query';
import { present } from '../../app/search.ts';
import { session } from '../../app/session.ts';

type NotificationPage = HandlerOutput<typeof listNotifications>;

const PAGE_SIZE = 20;
const KEY = [listNotifications.id];

export interface Notifications {
  items: readonly Notification[];
  unread: number;
  isLoading: boolean;
  error: unknown;
  hasMore: boolean;
  isLoadingMore: boolean;
  loadMore: () => void;
  refetch: () => void;
}

/** The person's notifications, newest first, as far as they were asked for. */
export function useNotifications(): Notifications {
  const query = useInfiniteQuery({
    queryKey: KEY,
    queryFn: ({ pageParam, signal }) =>
      session.callWith({ signal })(listNotifications, {
        query: { limit: PAGE_SIZE, ...present({ cursor: pageParam }) },
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
  });
  const pages = query.data?.pages ?? [];
  return {
    items: pages.flatMap(({ items }) => items),
    unread: pages[0]?.unread ?? 0,
    isLoading: query.isPending,
    error: query.error,
    hasMore: query.hasNextPage,
    isLoadingMore: query.isFetchingNextPage,
    loadMore: () => void query.fetchNextPage(),
    refetch: () => void query.refetch(),
  };
}

/** What was unread keeps its mark for as long as the list is looked at; the number is right at once. */
export function setUnread(queries: QueryClient, unread: number): void {
  queries.setQueryData<InfiniteData<NotificationPage>>(KEY, (data) =>
    data === undefined ? undefined : { ...data, pages: data.pages.map((page) => ({ ...page, unread })) },
  );
}
