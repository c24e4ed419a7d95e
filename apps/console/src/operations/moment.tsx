import { Text } from '@mantine/core';
import { currentLanguage } from '../app/languages';
import { formatAge } from '../ui/numbers';

/** To the second, in the reader's own time zone: trails are compared with logs. */
function exactTime(moment: string): string {
  return new Date(moment).toLocaleString(currentLanguage(), { dateStyle: 'short', timeStyle: 'medium' });
}

/** A time as it stands in logs, or how long ago; the other on pointing at it. */
export function Moment({ at, isAge = false }: { at: string; isAge?: boolean }) {
  const exact = exactTime(at);
  const age = formatAge(at);
  return (
    <Text
      component="time"
      inherit
      dateTime={at}
      title={isAge ? exact : age}
      className="numbers"
      style={{ whiteSpace: 'nowrap' }}
    >
      {isAge ? age : exact}
    </Text>
  );
}
