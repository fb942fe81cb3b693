import { Button, Group, Text } from '@mantine/core';
import { Copyable } from './copyable.tsx';
import { ForbiddenIcon, OfflineIcon, RetryIcon } from './icons.tsx';
import { type TextValues, type UiMessage, useOptionalText, useText } from './language.tsx';
import { Notice } from './notice.tsx';

/** What a failed call carries (RFC 9457), as the client library throws it. */
interface Refusal {
  problem: {
    code: string;
    title: string;
    status: number;
    detail?: string | undefined;
    about?: readonly { what: string; count?: number | undefined }[] | undefined;
    requestId?: string | undefined;
  };
  retryAfterSeconds?: number;
}

export interface ProblemProps {
  error: unknown;
  onRetry?: (() => void) | undefined;
  /** False inside a live region. */
  announce?: boolean;
}

/** What happened, what to do, and the request id for support. */
export function Problem({ error, onRetry, announce = true }: ProblemProps) {
  const text = useText();
  const { title, help, about, detail, requestId, icon, isForbidden, isCalm } = useProblem(error);
  return (
    <Notice
      tone={isCalm ? 'info' : isForbidden ? 'warning' : 'danger'}
      title={title}
      {...(icon ? { icon } : {})}
      {...(announce ? { role: isCalm ? ('status' as const) : ('alert' as const) } : {})}
    >
      {about === undefined ? null : <Text size="sm">{about}</Text>}
      {detail === undefined ? null : (
        <Text size="sm" lang="en">
          {detail}
        </Text>
      )}
      <Text size="sm">{help}</Text>
      {requestId === undefined || isCalm ? null : (
        <Text size="xs" c="dimmed" component="div" mt={2}>
          {text('ui.problem.requestId')} <Copyable name={text('ui.problem.requestId')} value={requestId} />
        </Text>
      )}
      {onRetry ? (
        <Group mt="xs">
          <Button size="xs" variant="default" leftSection={<RetryIcon size={14} aria-hidden />} onClick={onRetry}>
            {text('ui.problem.retry')}
          </Button>
        </Group>
      ) : null}
    </Notice>
  );
}

export interface ProblemWords {
  title: string;
  help: string;
  /** What it is about, in the language of the page. */
  about?: string;
  /** The server's own words, in English, where the page has none. */
  detail?: string;
  requestId?: string;
  icon?: typeof OfflineIcon;
  isForbidden: boolean;
  /** Nothing is wrong: the person chose not to go on. */
  isCalm?: boolean;
}

const STEP_UP = 'auth.step_up_required';

/** The words for a failure, in the language of the page: also for a message beside a field. */
export function useProblem(error: unknown): ProblemWords {
  return useDescribeProblem()(error);
}

/** The same for failures that come later. */
export function useDescribeProblem(): (error: unknown) => ProblemWords {
  const text = useText();
  const optional = useOptionalText();
  return (error) => {
    if (!isRefusal(error)) {
      const isNetwork = error instanceof Error && error.name === 'NetworkFailure';
      if (isNetwork)
        return {
          title: text('ui.problem.network'),
          help: text('ui.problem.network.help'),
          icon: OfflineIcon,
          isForbidden: false,
        };
      const isOld = error instanceof Error && error.name === 'AnswerUnreadable';
      return {
        title: text(isOld ? 'ui.problem.unreadable' : 'ui.problem.unexpected'),
        help: text('ui.problem.reload.help'),
        isForbidden: false,
      };
    }
    const { problem } = error;
    if (problem.code === STEP_UP)
      return {
        title: optional(`problem.${STEP_UP}`) ?? problem.title,
        help: text('ui.problem.stepUp.help'),
        isForbidden: false,
        isCalm: true,
      };
    const own = optional(`problem.${problem.code}`);
    const about = inWords(problem.about, optional);
    const [help, values] = helpFor(error);
    return {
      title: own ?? problem.title,
      help: text(help, values),
      isForbidden: problem.status === 403,
      ...(problem.status === 403 ? { icon: ForbiddenIcon } : {}),
      ...(about === null ? {} : { about }),
      ...(about !== null || problem.detail === undefined || problem.detail === problem.title
        ? {}
        : { detail: problem.detail }),
      ...(problem.requestId === undefined ? {} : { requestId: problem.requestId }),
    };
  };
}

/** "Varieties (2), Quality grids": null where one of the codes has no words here. */
function inWords(about: Refusal['problem']['about'], optional: (id: string) => string | null): string | null {
  if (about === undefined || about.length === 0) return null;
  const named = about.map(({ what, count }) => {
    const words = optional(what);
    return words === null || count === undefined ? words : `${words} (${count})`;
  });
  return named.includes(null) ? null : named.join(', ');
}

function helpFor({ problem, retryAfterSeconds }: Refusal): [UiMessage, TextValues?] {
  if (retryAfterSeconds !== undefined) return ['ui.problem.wait.help', { seconds: retryAfterSeconds }];
  if (problem.status === 403) return ['ui.problem.forbidden.help'];
  if (problem.status === 412) return ['ui.problem.changed.help'];
  if (problem.status === 404 || problem.status === 409 || problem.status === 410) return ['ui.problem.reload.help'];
  if (problem.status >= 500) return ['ui.problem.server.help'];
  return ['ui.problem.check.help'];
}

function isRefusal(error: unknown): error is Refusal {
  return typeof error === 'object' && error !== null && 'problem' in error;
}
