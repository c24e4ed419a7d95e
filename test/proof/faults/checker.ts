import { type Database, rows } from '@sluice/kernel/db';
import { type Operation } from './client';
import { type FaultFigures } from './figures';
import { type History } from './history';
import { type Seen } from './kinds/kind';

/** "Not now", and "there is no space left". */
const PASSING = new Set([503, 507]);

type Verdicts = Pick<
  FaultFigures,
  | 'operations'
  | 'accepted'
  | 'unanswered'
  | 'lost'
  | 'doubled'
  | 'wrong'
  | 'illegal'
  | 'errors'
  | 'recoveryMs'
>;

/**
 * Compares what clients were told, and what the database has now, with what the inputs ask for.
 * @param faultEndedAtMs by the history's clock
 */
export async function check(
  db: Database,
  operations: Operation[],
  history: History,
  faultEndedAtMs: number,
): Promise<Verdicts> {
  const verdicts: Verdicts = {
    operations: operations.length,
    accepted: operations.filter(({ subject }) => subject !== undefined).length,
    unanswered: history.of('unknown').length,
    lost: [],
    doubled: [],
    wrong: history
      .of('refused')
      .map(({ operation, details }) => `${operation} was refused: ${JSON.stringify(details)}`),
    illegal: illegalMoves(operations, history),
    errors: history
      .of('unknown')
      .filter(({ details }) => typeof details['status'] === 'number' && !PASSING.has(details['status']))
      .map(({ operation, details }) => `${operation}: ${String(details['error'])}`),
    recoveryMs: recoveryMs(history, faultEndedAtMs),
  };
  for (const operation of operations) await checkOperation(db, operation, verdicts);
  return verdicts;
}

async function checkOperation(db: Database, operation: Operation, verdicts: Verdicts): Promise<void> {
  const { id, kind, planned, subject, otherSubjects, hasEnded } = operation;
  const made = await kind.made(db, planned);
  if (otherSubjects.length > 0)
    verdicts.doubled.push(`${id} was answered with ${[subject, ...otherSubjects].join(' and ')}`);
  if (made > 1) verdicts.doubled.push(`${id} has made ${made} batches`);
  if (subject === undefined) return;
  if (made === 0) verdicts.lost.push(`${id}, ${subject}, was accepted and is not there`);
  else if (!hasEnded) verdicts.lost.push(`${id}, ${subject}, was accepted and has not ended`);
  else
    for (const difference of await kind.check(db, planned, subject))
      verdicts.wrong.push(`${id}, ${subject}: ${difference.slice(0, 500)}`);
}

/** What was accepted later has its own time. */
function recoveryMs(history: History, faultEndedAtMs: number): number {
  const acceptedBefore = new Set(
    history
      .of('accepted')
      .filter(({ atMs }) => atMs <= faultEndedAtMs)
      .map(({ operation }) => operation),
  );
  const ends = history.of('ended').filter(({ operation }) => acceptedBefore.has(operation));
  return Math.max(0, ...ends.map(({ atMs }) => atMs - faultEndedAtMs));
}

/** Each poll beside the one before it, within one move: what is done stays done. */
function illegalMoves(operations: Operation[], history: History): string[] {
  const found: string[] = [];
  const last = new Map<string, Seen & { move: string }>();
  const byId = new Map(operations.map((operation) => [operation.id, operation]));
  for (const { operation: id, details, atMs } of history.of('observed')) {
    const seen = details as unknown as Seen & { move: string };
    const statuses = byId.get(id)?.kind.statuses ?? [];
    for (const fault of [...faultsOf(seen, statuses), ...faultsOfMove(last.get(id), seen)])
      found.push(`${id} at ${atMs} ms: ${fault}`);
    last.set(id, seen);
  }
  return found;
}

function faultsOf(
  { status, processed, failed, total, percentage }: Seen,
  statuses: readonly string[],
): string[] {
  return [
    ...(statuses.includes(status) ? [] : [`the status is ${status}`]),
    ...(processed < 0 || failed < 0 || total < 0 ? ['a counter is negative'] : []),
    ...(total > 0 && processed + failed > total ? [`${processed} + ${failed} are more than ${total}`] : []),
    ...(percentage !== null && (percentage < 0 || percentage > 100) ? [`it is at ${percentage} %`] : []),
  ];
}

function faultsOfMove(before: (Seen & { move: string }) | undefined, now: Seen & { move: string }): string[] {
  if (!before || before.move !== now.move) return [];
  const isFalling = (name: 'processed' | 'failed' | 'percentage'): boolean =>
    before.status === now.status && (now[name] ?? 0) < (before[name] ?? 0);
  return [
    ...(before.hasEnded ? [`it had ended as ${before.status} and is ${now.status}`] : []),
    ...(['processed', 'failed', 'percentage'] as const)
      .filter(isFalling)
      .map((name) => `${name} fell from ${before[name]} to ${now[name]}`),
  ];
}

/** What nobody works on any more has no open job, and no work of it is done under a lease. */
export async function openWork(db: Database): Promise<string[]> {
  const open = await rows<{ name: string; state: string; jobs: number }>(
    db,
    `SELECT name, state, count(*)::int AS jobs FROM jobs WHERE state IN ('waiting', 'admitted', 'running')
     GROUP BY name, state`,
  );
  return open.map(({ name, state, jobs }) => `${jobs} jobs ${name} are ${state}`);
}
