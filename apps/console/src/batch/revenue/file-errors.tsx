import { Alert, Text } from '@mantine/core';
import { type ClaimFile } from './claims';

/** Why a file could not be read, and what to do about it. */
export function FileErrors({ errors }: Pick<ClaimFile, 'errors'>) {
  return errors.map(({ message, detail }, index) => (
    <Alert key={index} color="red" title={message}>
      {detail !== undefined && <Text size="sm">{detail}</Text>}
    </Alert>
  ));
}
