import { Text } from '@mantine/core';
import { accessReviewChanged, getAccessReport, recordAccessReview } from '@sutra/contracts/access-review';
import { isFailure } from '@sutra/sdk/problem';
import { RecordForm, useRecordForm } from '@sutra/ui/form/form';
import { TextAreaField } from '@sutra/ui/form/form-fields';
import { Dialog } from '@sutra/ui/dialog';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { session } from '../../app/session.ts';
import { useText } from '../../app/text.ts';
import { useAnnounce } from '../../shell/announce.ts';

export interface RecordReviewProps {
  /** Of the report that the person looks at. */
  digest: string;
  onClose: () => void;
}

export function RecordReview({ digest, onClose }: RecordReviewProps) {
  const text = useText();
  const announce = useAnnounce();
  const queries = useQueryClient();
  // The page behind may be fetched again; what is recorded is what was there when this was opened.
  const [seen] = useState(digest);
  const refetch = () => queries.invalidateQueries({ queryKey: [getAccessReport.id] });
  const form = useRecordForm({
    schema: recordAccessReview.body,
    initialValues: { note: '' },
    toInput: ({ note }) => ({ digest: seen, ...(note.trim() !== '' && { note: note.trim() }) }),
    onSubmit: async ({ digest: reviewed, note }) => {
      try {
        await session.call(recordAccessReview, { body: { digest: reviewed, ...(note !== undefined && { note }) } });
      } catch (error) {
        if (isFailure(error, accessReviewChanged)) await refetch();
        throw error;
      }
      await refetch();
      announce({ title: text('accessReview.recorded'), message: text('accessReview.recorded.help') });
    },
    onSaved: onClose,
  });
  return (
    <Dialog opened onClose={onClose} title={text('accessReview.record')}>
      <RecordForm
        form={form}
        label={text('accessReview.record')}
        submit={text('accessReview.record.submit')}
        isGuarded={false}
        onCancel={onClose}
      >
        <Text size="sm">{text('accessReview.record.help')}</Text>
        <TextAreaField
          field={form.field('note')}
          label={text('accessReview.note')}
          description={text('accessReview.note.help')}
          maxLength={2000}
          rows={4}
        />
      </RecordForm>
    </Dialog>
  );
}
