// What Indian firms are known by: GSTIN, PAN, IFSC, PIN code and GST state codes.
import { z } from 'zod';

/** GST state codes (the first two digits of a GSTIN) and the state's name in English. */
export const GST_STATES: Readonly<Record<string, string>> = {
  '01': 'Jammu and Kashmir',
  '02': 'Himachal Pradesh',
  '03': 'Punjab',
  '04': 'Chandigarh',
  '05': 'Uttarakhand',
  '06': 'Haryana',
  '07': 'Delhi',
  '08': 'Rajasthan',
  '09': 'Uttar Pradesh',
  '10': 'Bihar',
  '11': 'Sikkim',
  '12': 'Arunachal Pradesh',
  '13': 'Nagaland',
  '14': 'Manipur',
  '15': 'Mizoram',
  '16': 'Tripura',
  '17': 'Meghalaya',
  '18': 'Assam',
  '19': 'West Bengal',
  '20': 'Jharkhand',
  '21': 'Odisha',
  '22': 'Chhattisgarh',
  '23': 'Madhya Pradesh',
  '24': 'Gujarat',
  '26': 'Dadra and Nagar Haveli and Daman and Diu',
  '27': 'Maharashtra',
  '29': 'Karnataka',
  '30': 'Goa',
  '31': 'Lakshadweep Islands',
  '32': 'Kerala',
  '33': 'Tamil Nadu',
  '34': 'Puducherry',
  '35': 'Andaman and Nicobar Islands',
  '36': 'Telangana',
  '37': 'Andhra Pradesh',
  '38': 'Ladakh',
  '97': 'Other Territory',
};

const BASE36 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** The check character of a GSTIN's first 14 characters (base 36, weights 1 and 2 in turn). */
export function gstinCheckCharacter(first14: string): string {
  let sum = 0;
  for (let index = 0; index < 14; index += 1) {
    const product = BASE36.indexOf(first14[index]!) * (index % 2 === 0 ? 1 : 2);
    sum += Math.floor(product / 36) + (product % 36);
  }
  return BASE36[(36 - (sum % 36)) % 36]!;
}

// State, PAN (or TAN), entity, a character for the kind of registration (Z for most, C collector, D deductor), check.
const GSTIN = /^[0-9]{2}(?:[A-Z]{4}[A-Z0-9][0-9]{4}[A-Z][1-9A-Z][0-9A-Z]|[A-Z]{4}[0-9]{5}[A-Z][0-9]Z)[0-9A-Z]$/;

/** Whether it is the GSTIN of a registered taxpayer: form, state and check character. */
export function isGstin(text: string): boolean {
  return GSTIN.test(text) && text.slice(0, 2) in GST_STATES && gstinCheckCharacter(text) === text[14];
}

export const Gstin = z
  .string()
  .refine(isGstin, { error: 'is not a GSTIN: check each of its 15 characters', abort: true });
export const StateCode = z.enum(Object.keys(GST_STATES) as [string, ...string[]]);
export const Pan = z.string().regex(/^[A-Z]{3}[ABCFGHJLPT][A-Z][0-9]{4}[A-Z]$/, 'is not a PAN: such as AAACN1234F');
export const Ifsc = z.string().regex(/^[A-Z]{4}0[A-Z0-9]{6}$/, 'is not an IFSC: four letters, a zero, six characters');
export const Pincode = z.string().regex(/^[1-9][0-9]{5}$/, 'is not a PIN code: six digits');
