import { type ApplicationIdentifier, type IdentifierSet, isInSet } from './dictionary.ts';
import type { Element } from './types.ts';

/** What is wrong with a combination of elements; `index` is the element to blame. */
export type AssociationFault = { readonly code: string; readonly message: string; readonly index: number };

/** An AI that is carried twice must have the same value (GS1 General Specifications 4, data relationships). */
export function repeatedConflict(
  identifiers: readonly ApplicationIdentifier[],
  elements: readonly Element[],
): AssociationFault | null {
  let seen = 0;
  for (let index = 0; index < identifiers.length; index++) {
    const { id, ai, bit } = identifiers[index]!;
    const isNew = (seen & bit) === 0;
    seen |= bit;
    if (isNew) continue;
    for (let earlier = 0; earlier < index; earlier++) {
      const other = identifiers[earlier]!;
      if (other.id !== id || other.ai !== ai || elements[earlier]!.value === elements[index]!.value) continue;
      return { code: 'REPEATED_AI_CONFLICT', message: `AI ${ai} comes twice with different values.`, index };
    }
  }
  return null;
}

/** AIs that must not come together, and AIs that must (GS1 General Specifications 4, data relationships). */
export function associationFault(
  identifiers: readonly ApplicationIdentifier[],
  elements: readonly Element[],
): AssociationFault | null {
  let present = 0;
  for (let index = 0; index < identifiers.length; index++) present |= identifiers[index]!.bit;
  for (let index = 0; index < identifiers.length; index++) {
    const { id, ai, excludes } = identifiers[index]!;
    if (excludes === null || (excludes.bits & present) === 0) continue;
    const other = indexOfAny(excludes, identifiers, id);
    if (other < 0) continue;
    const message = `AI ${ai} must not come together with AI ${identifiers[other]!.ai}.`;
    return { code: 'EXCLUSIVE_AIS', message, index };
  }
  let isSigned = false;
  for (let index = 0; index < identifiers.length; index++) {
    const { ai, requires, requiresText } = identifiers[index]!;
    if (requires.length > 0 && !isSatisfied(requires, identifiers)) {
      return { code: 'REQUIRED_AI_MISSING', message: `AI ${ai} needs one of: AI ${requiresText}.`, index };
    }
    isSigned ||= ai === '8030';
  }
  return isSigned ? signedKeyFault(elements) : null;
}

function isSatisfied(
  alternatives: readonly (readonly IdentifierSet[])[],
  identifiers: readonly ApplicationIdentifier[],
): boolean {
  for (let index = 0; index < alternatives.length; index++) {
    const all = alternatives[index]!;
    let part = 0;
    while (part < all.length && indexOfAny(all[part]!, identifiers) >= 0) part++;
    if (part === all.length) return true;
  }
  return false;
}

function indexOfAny(wanted: IdentifierSet, identifiers: readonly ApplicationIdentifier[], except?: number): number {
  for (let index = 0; index < identifiers.length; index++) {
    const identifier = identifiers[index]!;
    if (identifier.id !== except && isInSet(wanted, identifier)) return index;
  }
  return -1;
}

// Keys whose serial number is an optional part of the value, with the length of the part before it.
const serialisedKeys: Readonly<Record<string, number>> = { '253': 13, '255': 13, '8003': 14 };

// A digital signature is of one item: its key must have a serial number (GS1 General Specifications, AI 8030).
function signedKeyFault(elements: readonly Element[]): AssociationFault | null {
  const index = elements.findIndex(({ ai, value }) => value.length <= (serialisedKeys[ai] ?? 0));
  if (index < 0) return null;
  const { ai } = elements[index]!;
  return { code: 'REQUIRED_AI_MISSING', message: `AI 8030 needs the serial number of AI ${ai}.`, index };
}
