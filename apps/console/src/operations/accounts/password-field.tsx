import { PasswordInput } from '@mantine/core';
import { useState } from 'react';
import { isPassword, MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from './account-rules';
import { useAccountsTexts } from './texts';

interface PasswordFieldProps {
  label: string;
  value: string;
  onChange(value: string): void;
}

/** For a new password; what it has to be is said before it is sent. */
export function PasswordField({ label, value, onChange }: PasswordFieldProps) {
  const t = useAccountsTexts();
  const [isLeft, setIsLeft] = useState(false);
  const rules = t('passwordRules', { min: MIN_PASSWORD_LENGTH, max: MAX_PASSWORD_LENGTH });
  return (
    <PasswordInput
      label={label}
      description={rules}
      error={isLeft && value !== '' && !isPassword(value) && t('passwordRefused')}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      onBlur={() => setIsLeft(true)}
      autoComplete="new-password"
      maxLength={MAX_PASSWORD_LENGTH}
      visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
      required
    />
  );
}
