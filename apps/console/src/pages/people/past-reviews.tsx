import { Text } from '@mantine/core';
import type { AccessReview } from '@sutra/contracts/access-review';
import { Timeline } from '@sutra/ui/change/timeline';
import { useText } from '../../app/text.ts';

/** Reviews that were recorded, newest first. */
export function PastReviews({ reviews }: { reviews: readonly AccessReview[] }) {
  const text = useText();
  if (reviews.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {text('accessReview.past.none')}
      </Text>
    );
  return (
    <Timeline
      label={text('accessReview.past')}
      entries={reviews.map(({ id, reviewedAt, reviewedBy, members, invitations, keys, findings, note }) => ({
        id,
        at: reviewedAt,
        title: text('accessReview.counts', { members, invitations, keys, findings }),
        by: reviewedBy ?? text('organisation.somebody'),
        ...(note !== null && {
          body: (
            <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
              {note}
            </Text>
          ),
        }),
      }))}
    />
  );
}
