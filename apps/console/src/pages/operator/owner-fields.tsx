import { createOrganisation, inviteOrganisationOwner } from '@sutra/contracts/organisations';
import { Mobile } from '@sutra/contracts/wire';
import { normaliseMobile } from '@sutra/sdk/mobile-number';
import type { Field } from '@sutra/ui/form/form';
import { TextField } from '@sutra/ui/form/form-fields';
import { useMemo } from 'react';
import { useText } from '../../app/text.ts';
import { worded } from '../../app/worded.ts';

/** Who shall own it: the contract's schemas, with words of this page for a number that is none. */
export function useOwnerSchemas() {
  const text = useText();
  return useMemo(() => {
    const owner = inviteOrganisationOwner.body.extend({ mobile: worded(Mobile, text('people.mobile.invalid')) });
    return { owner, organisation: createOrganisation.body.extend({ owner }) };
  }, [text]);
}

export const ownerInput = ({ name, mobile }: { name: string; mobile: string }) => ({
  name: name.trim(),
  mobile: normaliseMobile(mobile) ?? mobile,
});

export function OwnerFields({ name, mobile }: { name: Field<string>; mobile: Field<string> }) {
  const text = useText();
  return (
    <>
      <TextField field={name} label={text('operator.owner.name')} required maxLength={200} />
      <TextField
        field={mobile}
        label={text('operator.owner.mobile')}
        description={text('operator.owner.mobile.help')}
        required
        type="tel"
        inputMode="tel"
        placeholder="98000 00001"
      />
    </>
  );
}
