// SMS through a gateway that speaks HTTP. It is told which registered template a message is made from: nothing else goes out in
// India. What it answers never reaches the log whole, since it may repeat the number.
import { SECOND_MS } from '@sutra/kernel/clock';
import { type SmsGateway, StartError } from '@sutra/kernel/config';
import { invariant } from '@sutra/kernel/errors';
import { ask, type OutsideAnswer, reasonOf } from '@sutra/kernel/outgoing';
import { z } from 'zod';
import { type Message, type MessageProvider, Uncertain } from './public.ts';
import { declaredMessages, type MessageTemplate } from './templates.ts';

const TIMEOUT_MS = 10 * SECOND_MS;
const MAX_ANSWER_BYTES = 16 * 1024;
/** https://docs.msg91.com/sms/send-sms */
const MSG91 = 'https://control.msg91.com/api/v5/flow';

interface Form {
  headers: (key: string) => Record<string, string>;
  body: (message: Message, gateway: SmsGateway, template: string) => object;
  /** Null if it was taken, or why not. */
  refusal: (answer: OutsideAnswer) => string | null;
}

const Msg91Answer = z.object({ type: z.string(), message: z.string().catch('') });

const forms: Readonly<Record<SmsGateway['gateway'], Form>> = {
  msg91: {
    headers: (authkey) => ({ authkey }),
    body: ({ to, values }, { sender }, template_id) => ({
      template_id,
      sender,
      short_url: '0',
      realTimeResponse: '1', // what is wrong with it is said at once, and not in their log alone
      recipients: [{ mobiles: to.slice(1), ...values }],
    }),
    refusal: ({ status, text }) => {
      const answer = Msg91Answer.safeParse(parseJson(text));
      if (answer.success && answer.data.type === 'success' && status === 200) return null;
      return `${status} ${answer.success ? answer.data.message : ''}`;
    },
  },
  // A 2xx takes it, a 4xx refuses it; the text of a refusal is for the log.
  json: {
    headers: (key) => ({ authorization: `Bearer ${key}` }),
    body: ({ to, values, text }, { sender }, template) => ({ to, sender, template, values, text }),
    refusal: ({ status, text }) => (status >= 200 && status < 300 ? null : `${status} ${text}`),
  },
};

/** Throws a `StartError` unless each message has its registered template. */
export function smsGateway(gateway: SmsGateway): MessageProvider {
  requireTemplates(gateway, declaredMessages());
  const { headers, body, refusal } = forms[gateway.gateway];
  const address = gateway.url ?? MSG91;
  return {
    send: async (message) => {
      const template = gateway.templates[message.template];
      invariant(template, 'the templates of all messages were asked for at start');
      const answer = await post(address, headers(gateway.key), body(message, gateway, template));
      // Whatever stands before the gateway answers so when it has given the message on and heard nothing.
      if (answer.status >= 500) throw new Uncertain(`the SMS gateway answered ${answer.status}`);
      const why = refusal(answer);
      if (why !== null) throw new Error(`the SMS gateway refuses a message: ${withoutValues(why, message)}`);
    },
  };
}

function requireTemplates({ templates }: SmsGateway, messages: readonly MessageTemplate[]): void {
  const ids = messages.map(({ id }) => id);
  const missing = ids.filter((id) => !Object.hasOwn(templates, id));
  const unknown = Object.keys(templates).filter((id) => !ids.includes(id));
  if (missing.length + unknown.length === 0) return;
  throw new StartError(
    [
      'SUTRA_SMS_TEMPLATES does not fit the messages that Sutra sends (docs/messages.md):',
      ...missing.map((id) => `  - ${id} has no registered template`),
      ...unknown.map((id) => `  - ${id} is no message of Sutra`),
    ].join('\n'),
  );
}

async function post(address: string, headers: Record<string, string>, body: object): Promise<OutsideAnswer> {
  try {
    return await ask(address, {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
      timeoutMs: TIMEOUT_MS,
      maxBytes: MAX_ANSWER_BYTES,
    });
  } catch (error) {
    const { code } = ((error as Error).cause ?? {}) as { code?: string };
    const text = `the SMS gateway: ${reasonOf(error)}${code === undefined ? '' : ` (${code})`}`;
    throw code !== undefined && NEVER_ASKED.test(code) ? new Error(text) : new Uncertain(text);
  }
}

/** Nothing was asked: there is no such host, nobody listens there, or it is not who it should be. */
const NEVER_ASKED =
  /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|EPROTO|ERR_SSL_.*|ERR_TLS_.*|CERT_.*|.*SELF_SIGNED.*|UNABLE_TO_.*)$/;

/** For the log: what a gateway says of a message may repeat it. */
function withoutValues(text: string, { to, text: said, values }: Message): string {
  const personal = [said, to, to.slice(1), ...Object.values(values)].filter((value) => value !== '');
  const longestFirst = personal.toSorted((a, b) => b.length - a.length);
  const plain = longestFirst.reduce((left, value) => left.replaceAll(value, '…'), text);
  return plain
    .replaceAll(/\d(?:[\s-]?\d){4,}/g, '…')
    .slice(0, 200)
    .trim();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
