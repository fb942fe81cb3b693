import { Anchor, Stack } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { type ConsoleMessage, useText } from '../app/text.ts';

export type Way = 'passkey' | 'totp' | 'recovery' | 'pwd' | 'otp';

const NAMES: Readonly<Record<Way, ConsoleMessage>> = {
  passkey: 'proof.use.passkey',
  totp: 'proof.use.totp',
  recovery: 'proof.use.recovery',
  pwd: 'proof.use.pwd',
  otp: 'proof.use.otp',
};

/** One way of several to show who one is; the others a press away. */
export function Ways<W extends Way>({ ways, children }: { ways: readonly W[]; children: (way: W) => ReactNode }) {
  const text = useText();
  const [chosen, setChosen] = useState(ways[0]);
  const way = ways.find((one) => one === chosen) ?? ways[0];
  if (way === undefined) return null;
  return (
    <Stack gap="md">
      <div key={way}>{children(way)}</div>
      {ways.length < 2 ? null : (
        <Stack gap={6} align="start">
          {ways
            .filter((other) => other !== way)
            .map((other) => (
              <Anchor key={other} component="button" type="button" size="sm" onClick={() => setChosen(other)}>
                {text(NAMES[other])}
              </Anchor>
            ))}
        </Stack>
      )}
    </Stack>
  );
}
