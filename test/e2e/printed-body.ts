const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const AUDIENCE_ID = /^(upl|sess)_[0-9]{10}_[a-z0-9]{6}$/;

/**
 * Compares a body with the one a document prints: each printed field is there, in the printed order, of the
 * printed type and form (timestamps, ids); further fields may come after them. Every element of a list is
 * compared with the printed one that has the same fields at its front, or else with the first.
 * @returns what differs, as `data.batches[0].status is missing`
 */
export function differencesFromPrint(actual: unknown, printed: unknown, at = 'body'): string[] {
  if (Array.isArray(printed)) return differentList(actual, printed, at);
  if (typeof printed === 'object' && printed !== null) return differentObject(actual, printed, at);
  if (typeof actual !== typeof printed) return [`${at} is a ${typeof actual}, printed ${typeof printed}`];
  return hasForm(actual, printed) ? [] : [`${at} is ${String(actual)}, printed ${String(printed)}`];
}

function differentList(actual: unknown, printed: unknown[], at: string): string[] {
  if (!Array.isArray(actual)) return [`${at} is no list`];
  return actual.flatMap((element: unknown, i) => {
    const tries = printed.map((print) => differencesFromPrint(element, print, `${at}[${i}]`));
    return tries.find((differences) => differences.length === 0) ?? tries[0] ?? [];
  });
}

function differentObject(actual: unknown, printed: object, at: string): string[] {
  if (typeof actual !== 'object' || actual === null) return [`${at} is no object`];
  const names = Object.keys(printed);
  const front = Object.keys(actual).slice(0, names.length);
  if (front.join() !== names.join()) return [`${at} begins with ${front.join()}, printed ${names.join()}`];
  return names.flatMap((name) =>
    differencesFromPrint(
      (actual as Record<string, unknown>)[name],
      (printed as Record<string, unknown>)[name],
      `${at}.${name}`,
    ),
  );
}

/** Printed ids such as `batch-123` are UUIDs in truth; those of audience are as they are printed. */
function hasForm(actual: unknown, printed: unknown): boolean {
  if (typeof printed !== 'string' || typeof actual !== 'string') return true;
  if (TIMESTAMP.test(printed)) return TIMESTAMP.test(actual);
  const [, prefix] = AUDIENCE_ID.exec(printed) ?? [];
  if (prefix !== undefined) return AUDIENCE_ID.exec(actual)?.[1] === prefix;
  if (/^(batch|file)-\d+$/.test(printed)) return UUID.test(actual);
  return true;
}
