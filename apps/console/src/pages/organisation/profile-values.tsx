// The fields of a profile as people read them.
import { Anchor } from '@mantine/core';
import type { OrganisationProfile } from '@sutra/contracts/people';
import { formatMobile } from '@sutra/sdk/mobile-number';
import { useLanguage } from '@sutra/ui/language';
import { useCallback, useMemo } from 'react';
import { type ConsoleMessage, useText } from '../../app/text.ts';
import { stateName } from '../settings/states.ts';
import styles from './organisation.module.css';

export type ProfileField = keyof OrganisationProfile;

const LABELS: Readonly<Record<ProfileField, ConsoleMessage>> = {
  name: 'organisation.name',
  legalName: 'organisation.legalName',
  pan: 'organisation.pan',
  address: 'organisation.address',
  phone: 'organisation.phone',
  email: 'organisation.email',
  website: 'organisation.website',
  financialYearStartMonth: 'organisation.financialYear',
  timeZone: 'organisation.timeZone',
};
export const PROFILE_FIELDS = Object.keys(LABELS) as readonly ProfileField[];

export function useProfileLabel(): (field: string) => string {
  const text = useText();
  return useCallback((field) => (field in LABELS ? text(LABELS[field as ProfileField]) : field), [text]);
}

/** January to December in the language of the page. */
export function useMonths(): readonly string[] {
  const { language } = useLanguage();
  return useMemo(() => {
    const month = new Intl.DateTimeFormat(`${language}-IN`, { month: 'long', timeZone: 'UTC' });
    return Array.from({ length: 12 }, (_, index) => month.format(new Date(Date.UTC(2026, index, 1))));
  }, [language]);
}

interface ProfileValueProps {
  field: ProfileField;
  /** One that is there. */
  value: unknown;
  /** Where the value itself is something to press. */
  isPlain?: boolean;
}

export function ProfileValue({ field, value, isPlain = false }: ProfileValueProps) {
  const text = useText();
  const months = useMonths();
  const words = String(value);
  switch (field) {
    case 'address': {
      const { lines, city, stateCode, pincode } = value as NonNullable<OrganisationProfile['address']>;
      const state = stateName(stateCode);
      return (
        <address className={styles.address}>
          {[...lines, `${city} ${pincode}`, state === undefined ? stateCode : text(state)].map((line, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- lines have no identity but their place
            <span key={index}>{line}</span>
          ))}
        </address>
      );
    }
    case 'phone':
      return (
        <Reach
          words={MOBILE.test(words) ? formatMobile(words) : words}
          {...(isPlain ? {} : { href: `tel:${words}` })}
        />
      );
    case 'email':
      return <Reach words={words} {...(isPlain ? {} : { href: `mailto:${words}` })} />;
    case 'website':
      return <Reach words={words} {...(isPlain ? {} : { href: words })} />;
    case 'financialYearStartMonth':
      return months[Number(value) - 1];
    case 'name':
    case 'legalName':
    case 'pan':
    case 'timeZone':
      return <bdi>{words}</bdi>;
  }
}

const MOBILE = /^\+91[6-9]/;

function Reach({ words, href }: { words: string; href?: string }) {
  if (href === undefined) return <bdi>{words}</bdi>;
  return (
    <Anchor inherit href={href} {...(href.startsWith('https:') && { target: '_blank', rel: 'noopener noreferrer' })}>
      {words}
    </Anchor>
  );
}
