import { Alert, type AlertProps, Button, Code, List, Stack, Text } from '@mantine/core';
import { SluiceError } from '@sluice/client';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useUiTexts } from './texts';

const MAX_DETAILS = 10;

interface ErrorNoteProps extends AlertProps {
  error: Error;
  /** Offers to try again. */
  onRetry?: () => void;
}

/** What went wrong, in the API's own words, and what can be done about it. */
export function ErrorNote({ error, onRetry, ...props }: ErrorNoteProps) {
  const t = useUiTexts();
  const refusal = error instanceof SluiceError ? error : undefined;
  return (
    <Alert
      color="red"
      role="alert"
      icon={<IconAlertTriangle aria-hidden />}
      title={refusal ? refusal.message : t('failed')}
      {...props}
    >
      <Stack gap="xs" align="flex-start">
        {!refusal && <Text size="sm">{error instanceof TypeError ? t('unreachable') : error.message}</Text>}
        {refusal && <Details details={refusal.details} said={refusal.message} />}
        {refusal?.errorId !== undefined && <Text size="sm">{t('errorId', { id: refusal.errorId })}</Text>}
        {onRetry && (
          <Button size="xs" variant="default" onClick={onRetry}>
            {t('again')}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

/** Fields and rows, and what was expected of them; the systems have several forms of it. What has been `said` is not said again. */
function Details({ details, said }: { details: unknown; said: string }) {
  if (details === undefined || details === null) return null;
  const lines = (Array.isArray(details) ? details : [details])
    .map((line: unknown) => (typeof line === 'string' ? line : lineOf(line as Record<string, unknown>)))
    .filter((line) => line !== said);
  if (lines.length === 0) return null;
  return (
    <List size="sm">
      {lines.slice(0, MAX_DETAILS).map((line, index) => (
        <List.Item key={index}>{line}</List.Item>
      ))}
    </List>
  );
}

function lineOf(detail: Record<string, unknown>) {
  const field = detail['field'] ?? detail['path'];
  const message = detail['message'];
  if (typeof message !== 'string') return <Code>{JSON.stringify(detail)}</Code>;
  return typeof field === 'string' && field !== '' ? `${field}: ${message}` : message;
}
