import { Group, Radio, Stack, TextInput } from '@mantine/core';
import { type Fields, type SentSystem } from './sending';
import { useUploadTexts } from './texts';

const STRATEGIES = ['zip_with_qr', 'zip_without_qr', 'direct_images'] as const;
const TASK_ID = /^\d{8}$/;

interface SystemFieldsProps {
  system: SentSystem;
  fields: Fields;
  onChange(fields: Fields): void;
}

/** What a system has to know besides the files, checked as the API would. */
export function SystemFields({ system, fields, onChange }: SystemFieldsProps) {
  const t = useUploadTexts();
  if (system === 'content') return null;
  if (system !== 'omr') {
    return (
      <TextInput
        label={t('name')}
        description={t('nameHint')}
        value={fields.name}
        maxLength={200}
        onChange={(event) => onChange({ ...fields, name: event.currentTarget.value })}
        maw={420}
      />
    );
  }
  return (
    <Stack gap="sm">
      <Radio.Group
        label={t('strategy')}
        value={fields.strategy}
        onChange={(value) => onChange({ ...fields, strategy: value as Fields['strategy'] })}
      >
        <Group mt={6} gap="lg" align="flex-start">
          {STRATEGIES.map((strategy) => (
            <Radio
              key={strategy}
              value={strategy}
              label={t(strategy)}
              description={t(`${strategy}_hint`)}
              maw={280}
            />
          ))}
        </Group>
      </Radio.Group>
      <TextInput
        label={t('taskId')}
        description={t('taskIdHint')}
        required={fields.strategy !== 'zip_with_qr'}
        inputMode="numeric"
        value={fields.taskId}
        error={fields.taskId !== '' && !TASK_ID.test(fields.taskId) && t('taskIdWrong')}
        onChange={(event) => onChange({ ...fields, taskId: event.currentTarget.value.trim() })}
        maw={240}
      />
    </Stack>
  );
}

/** True when the API would take these fields. */
export function isRight(system: SentSystem, { strategy, taskId }: Fields): boolean {
  if (system !== 'omr') return true;
  return TASK_ID.test(taskId) || (taskId === '' && strategy === 'zip_with_qr');
}
