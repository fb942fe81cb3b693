import { type FieldProps } from '@sutra/ui/form/form-fields';
import { NumberText } from '@sutra/ui/form/form-numbers';
import { formatScaled, parseScaled } from '../amounts.rules.ts';

export interface ScaledFieldProps extends FieldProps<number | null> {
  /** Decimals of the larger unit: 10,000 ppm is 1 %, with four. */
  decimals: number;
  unit: string;
}

/** An integer of small units, typed and shown in a larger one. */
export function ScaledField({ decimals, ...props }: ScaledFieldProps) {
  return (
    <NumberText
      {...props}
      read={(typed) => parseScaled(typed, decimals)}
      write={(value: number) => formatScaled(value, decimals)}
      limit={(value) => formatScaled(value, decimals)}
      inputMode="decimal"
    />
  );
}
