import { recordAudit } from '@sluice/kernel/audit';
import { type Database, rows, type Sql } from '@sluice/kernel/db';
import { AppError } from '@sluice/kernel/errors';
import { type Drain, type DrainTarget, type Drains, drainsInForce } from '@sluice/kernel/queue';
import { type Actor } from '../auth';
import { defineRoute, type Route } from '../http/route';
import { presentDrain } from './operator-drains.presenter';
import {
  drainAnswer,
  drainsAnswer,
  type DrainTargetBody,
  newDrainBody,
  resumeAnswer,
  resumeBody,
} from './operator-drains.schemas';

export interface OperatorDrainDeps {
  db: Database;
  drains: Drains;
  queueNames: string[];
}

/** Holding work back: of a system, of a worker, or all of it. */
export function operatorDrainRoutes({ db, drains, queueNames }: OperatorDrainDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/api/ops/drains',
      summary: 'The drains in force, oldest first',
      access: 'operators',
      responses: { 200: { description: 'The drains', schema: drainsAnswer } },
      handler: async () => ({ status: 200, json: { drains: (await drainsInForce(db)).map(presentDrain) } }),
    }),
    defineRoute({
      method: 'post',
      path: '/api/ops/drains',
      summary:
        'Start nothing new of a queue, of everything, or on a worker; requests are still accepted. Once more on the ' +
        'same target changes the drain there is',
      access: 'operators',
      body: newDrainBody(queueNames),
      responses: { 201: { description: 'In force', schema: drainAnswer } },
      async handler({ actor, body }) {
        const which = targetOf(body);
        if (which.scope === 'worker') await knownWorker(db, which.target);
        const drain = {
          ...which,
          handBack: body.hand_back,
          forSeconds: body.for_seconds,
          reason: body.reason,
          createdBy: actor.principal.username,
        };
        const begun = await drains.begin(drain, (sql, row) => audit(sql, actor, 'ops.drain.begin', row));
        return { status: 201, json: presentDrain(begun) };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/api/ops/resume',
      summary: 'End the drain of a queue or a worker; with `all` every drain there is',
      access: 'operators',
      body: resumeBody(queueNames),
      responses: { 200: { description: 'What ended, and what is still in force', schema: resumeAnswer } },
      async handler({ actor, body }) {
        const ended = await drains.end(body.all ? 'every' : targetOf(body), async (sql, gone) => {
          for (const drain of gone) await audit(sql, actor, 'ops.drain.end', drain);
        });
        const still = await drainsInForce(db);
        return { status: 200, json: { ended: ended.map(presentDrain), still: still.map(presentDrain) } };
      },
    }),
  ];
}

function targetOf({ queue, worker }: DrainTargetBody): DrainTarget {
  if (queue !== undefined) return { scope: 'queue', target: queue };
  return worker === undefined ? { scope: 'all', target: '' } : { scope: 'worker', target: worker };
}

async function knownWorker(db: Database, id: string): Promise<void> {
  const found = await rows(db, 'SELECT 1 FROM workers WHERE id = $1', [id]);
  if (found.length === 0) throw new AppError('unknown_worker', 404, 'There is no worker of that id');
}

function audit(sql: Sql, actor: Actor, action: string, drain: Drain): Promise<void> {
  const { id, scope, target, handBack, until, reason } = drain;
  return recordAudit(sql, {
    ...actor.auditFields,
    action,
    subjectType: 'ops.drain',
    subjectId: id,
    details: { scope, ...(target !== '' && { target }), handBack, until, reason },
  });
}
