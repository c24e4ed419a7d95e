import { ActionIcon, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { IconMoon, IconSun } from '@tabler/icons-react';
import { useAppTexts } from './texts';

/** Dark or light; until somebody chooses, as the system has it. */
export function ColourSwitch() {
  const t = useAppTexts();
  const { setColorScheme } = useMantineColorScheme();
  const now = useComputedColorScheme('light', { getInitialValueInEffect: false });
  const other = now === 'dark' ? 'light' : 'dark';
  const Icon = now === 'dark' ? IconSun : IconMoon;
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="lg"
      aria-label={t(other === 'dark' ? 'toDark' : 'toLight')}
      onClick={() => setColorScheme(other)}
    >
      <Icon size={20} stroke={1.7} />
    </ActionIcon>
  );
}
