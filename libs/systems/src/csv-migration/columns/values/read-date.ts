import { asDate } from './calendar-date';
import { invalid, type ValueFault, violated } from './value-fault';

/** @param today `YYYY-MM-DD`, the last day that is not in the future */
export function readDate(
  label: string,
  mayBeFuture: boolean,
  today: string,
): (text: string) => string | ValueFault {
  return (text) => {
    const date = asDate(text);
    if (date === undefined) return invalid(label, text);
    if (!mayBeFuture && date > today) return violated(label, 'tidak boleh di masa depan', text);
    return date;
  };
}
