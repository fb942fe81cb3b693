import { LanguageRoot, preferredLanguage } from '@sutra/ui/language';
import { Theme } from '@sutra/ui/theme';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createQueryClient } from './app/api.ts';
import { followSession } from './app/follow-session.ts';
import { createAppRouter } from './app/router.tsx';
import { session } from './app/session.ts';
import { loadMessages, useWordsRenewed } from './app/text.ts';

const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
// Libraries that add styles by themselves (scroll locks under dialogs) look for the nonce here.
(globalThis as { __webpack_nonce__?: string }).__webpack_nonce__ = nonce;

const queries = createQueryClient();
const router = createAppRouter({ session, queries });
followSession(session, router, queries);

const language = preferredLanguage();
const messages = await loadMessages(language);
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <Theme nonce={nonce}>
      <LanguageRoot initial={{ language, messages }} load={loadMessages}>
        <WordsRenewed />
        <QueryClientProvider client={queries}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </LanguageRoot>
    </Theme>
  </StrictMode>,
);

function WordsRenewed() {
  useWordsRenewed();
  return null;
}
