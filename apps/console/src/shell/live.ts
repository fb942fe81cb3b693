// Pages that stay true: what the server tells is fetched again, and a sign-in elsewhere is said aloud.
import { listAuditEntries } from '@sutra/contracts/audit';
import { listSessions } from '@sutra/contracts/sessions';
import { listScans } from '@sutra/contracts/scanning';
import { getToday, listNotifications } from '@sutra/contracts/workspace';
import { connectRealtime, type RealtimeEvent } from '@sutra/sdk/realtime';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent } from 'react';
import { pulse } from '../app/pulse.ts';
import { session } from '../app/session.ts';
import { useText } from '../app/text.ts';
import { staleSettings } from '../pages/settings/stale.ts';
import { useAnnounce } from './announce.ts';

const STALE_BY_EVENT: Readonly<Record<string, string>> = {
  'session.created': listSessions.id,
  'session.revoked': listSessions.id,
  'session.switched': listSessions.id,
  'scan.recorded': listScans.id,
  'audit.sealed': listAuditEntries.id,
  'today.changed': getToday.id,
  'notification.created': listNotifications.id,
};
const TOGETHER_MS = 300;

export function useLivePages(): void {
  const text = useText();
  const announce = useAnnounce();
  const queries = useQueryClient();
  const onEvent = useEffectEvent((event: RealtimeEvent, refetch: (endpointId: string) => void) => {
    const endpointId = STALE_BY_EVENT[event.type];
    if (endpointId !== undefined) refetch(endpointId);
    if (event.type === 'settings.changed') staleSettings(String(event['kind'])).forEach(refetch);
    const { state } = session;
    const isOwn = state.status === 'signed-in' && event['sessionId'] === state.signedIn.sessionId;
    if (event.type === 'session.created' && !isOwn)
      announce({ title: text('live.newSession'), message: text('live.newSession.help') });
  });
  useEffect(() => {
    const waiting = new Map<string, ReturnType<typeof setTimeout>>();
    // A hundred scans in a second ask for one new list.
    const refetch = (endpointId: string) => {
      if (waiting.has(endpointId)) return;
      const timer = setTimeout(() => {
        waiting.delete(endpointId);
        void queries.invalidateQueries({ queryKey: [endpointId] });
      }, TOGETHER_MS);
      waiting.set(endpointId, timer);
    };
    const disconnect = connectRealtime(session, {
      onEvent: (event) => onEvent(event, refetch),
      onReconnected: () => void queries.invalidateQueries(),
      onChange: pulse.live,
    });
    return () => {
      disconnect();
      for (const timer of waiting.values()) clearTimeout(timer);
    };
  }, [queries]);
}
