import { type Answer, type Arena, type Belongings, type Person } from './attack';
import { type Expectation } from './expectations';

interface About {
  owner: Person;
  caller: Person | undefined;
  things: Belongings;
  /** Asks for something of the same form that is not there. */
  isMissing?: boolean;
}

/** The request of an expectation, as that caller. */
export function sendExpected(
  { send }: Arena,
  route: string,
  { params, query = '', sent }: Expectation,
  { owner, caller, things, isMissing = false }: About,
): Promise<Answer> {
  const [method, pattern] = route.split(' ') as [string, string];
  const about = isMissing ? missing(things) : things;
  const values = params?.(about, owner) ?? {};
  const path = pattern.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? '1'));
  // Events of what runs on have no end of their own.
  return send(method, `${path}${query}`, { timeoutMs: 3_000, ...sent?.(about, owner), as: caller });
}

/** Ids that nothing has, in the form of those. */
function missing(things: Belongings): Belongings {
  const changed = Object.entries(things).map(([kind, id]: [string, string]) => {
    return [kind, id.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a'))];
  });
  return Object.fromEntries(changed) as unknown as Belongings;
}
