import { Checkbox, Stack, Text } from '@mantine/core';
import type { Field } from '@sutra/ui/form/form';
import { useFieldInput } from '@sutra/ui/form/form-fields';
import { useText } from '../../app/text.ts';
import styles from './people.module.css';
import { permissionAreas, permissionWords } from './words.ts';

export interface PermissionsFieldProps {
  field: Field<readonly string[]>;
  label: string;
  description: string;
  /** Those that can be chosen. */
  permissions: readonly string[];
}

/** Permissions in plain words, under the headings that people know. */
export function PermissionsField({ field, label, description, permissions }: PermissionsFieldProps) {
  const text = useText();
  const { id, error, withAsterisk, inputWrapperOrder } = useFieldInput({ field, label, description, required: true });
  return (
    <Checkbox.Group
      label={label}
      labelElement="div"
      description={description}
      error={error}
      withAsterisk={withAsterisk}
      inputWrapperOrder={inputWrapperOrder}
      value={[...field.value]}
      onChange={(value) => field.onChange(value)}
    >
      <Stack gap="md" id={id} tabIndex={-1} py="xs">
        {permissionAreas(permissions).map(({ area, permissions: ofArea }) => (
          <fieldset key={area} className={styles.area}>
            <Text component="legend" size="sm" fw={600}>
              {text(area)}
            </Text>
            {ofArea.map((permission) => (
              <Checkbox
                key={permission}
                value={permission}
                label={permissionWords(text, permission)}
                onBlur={field.onBlur}
              />
            ))}
          </fieldset>
        ))}
      </Stack>
    </Checkbox.Group>
  );
}
