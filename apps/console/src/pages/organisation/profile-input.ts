// A profile as it is typed, and back.
import { OrganisationProfile } from '@sutra/contracts/people';
import { normaliseMobile } from '@sutra/sdk/mobile-number';
import { useMemo } from 'react';
import { useText } from '../../app/text.ts';
import { worded } from '../../app/worded.ts';

export interface TypedProfile {
  name: string;
  legalName: string;
  pan: string;
  /** Its lines in one text. */
  address: { lines: string; city: string; stateCode: string | null; pincode: string };
  phone: string;
  email: string;
  website: string;
  financialYearStartMonth: string | null;
  timeZone: string | null;
}

export function toTyped(profile: OrganisationProfile): TypedProfile {
  const { address } = profile;
  return {
    name: profile.name,
    legalName: profile.legalName ?? '',
    pan: profile.pan ?? '',
    address: {
      lines: address?.lines.join('\n') ?? '',
      city: address?.city ?? '',
      stateCode: address?.stateCode ?? null,
      pincode: address?.pincode ?? '',
    },
    phone: profile.phone ?? '',
    email: profile.email ?? '',
    website: profile.website ?? '',
    financialYearStartMonth: String(profile.financialYearStartMonth),
    timeZone: profile.timeZone,
  };
}

/** What the contract's schema reads: spaces that nobody means are gone, and what is empty is null. */
export function toProfileInput(typed: TypedProfile) {
  const { address } = typed;
  const lines = address.lines
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const city = address.city.trim();
  const pincode = address.pincode.replaceAll(/\s/g, '');
  const hasAddress = lines.length > 0 || city !== '' || pincode !== '' || address.stateCode !== null;
  const website = typed.website.trim();
  return {
    name: typed.name.trim(),
    legalName: orNull(typed.legalName.trim()),
    pan: orNull(typed.pan.trim().toUpperCase()),
    address: hasAddress ? { lines, city, stateCode: address.stateCode, pincode } : null,
    phone: orNull(normaliseMobile(typed.phone) ?? typed.phone.trim()),
    email: orNull(typed.email.trim()),
    website: orNull(/^[^:/]+\.[^:]+$/.test(website) ? `https://${website}` : website),
    financialYearStartMonth: typed.financialYearStartMonth === null ? null : Number(typed.financialYearStartMonth),
    timeZone: typed.timeZone,
  };
}

const orNull = (text: string): string | null => (text === '' ? null : text);

/** The contract's schema, in words of the page where the contract's own are for programs. */
export function useProfileSchema() {
  const text = useText();
  return useMemo(() => {
    const { pan, phone, email, website, address } = OrganisationProfile.shape;
    return OrganisationProfile.extend({
      pan: worded(pan, text('organisation.pan.invalid')),
      phone: worded(phone, text('organisation.phone.invalid')),
      email: worded(email, text('organisation.email.invalid')),
      website: worded(website, text('organisation.website.invalid')),
      address: address
        .unwrap()
        .extend({ pincode: worded(address.unwrap().shape.pincode, text('organisation.pincode.invalid')) })
        .nullable(),
    });
  }, [text]);
}

const INDIA = 'Asia/Kolkata';

/** India first; browsers differ in what they call it. */
export function timeZones(current: string | null): string[] {
  const known = Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'Asia/Calcutta');
  return [...new Set([INDIA, ...(current === null ? [] : [current]), ...known])];
}
