import Joi from 'joi';

export interface AuditQuery {
  limit: number;
  cursor?: AuditCursor;
  action?: string;
  /** A user's id or name. */
  actor?: string;
  subject?: string;
  request_id?: string;
  from?: Date;
  to?: Date;
  tenant_id?: string;
}

/** The last event of the page before: what comes next is older. */
export interface AuditCursor {
  /** As Postgres prints it, microseconds and all. */
  at: string;
  id: string;
}

const CURSOR = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

export function printCursor({ at, id }: AuditCursor): string {
  return Buffer.from(`${at}_${id}`).toString('base64url');
}

const cursor = Joi.string()
  .max(200)
  .custom((text: string, helpers) => {
    const [, at, id] = CURSOR.exec(Buffer.from(text, 'base64url').toString('latin1')) ?? [];
    const isTime = at !== undefined && !Number.isNaN(Date.parse(at));
    return isTime && id !== undefined ? { at, id } : helpers.error('any.invalid');
  })
  .description('From `next_cursor` of the page before');

const word = Joi.string()
  .max(200)
  .pattern(/^\P{Cc}+$/u, 'printable text');
const time = Joi.date().iso().min('0001-01-01').max('9999-12-31');

export const auditQuery = Joi.object<AuditQuery>({
  limit: Joi.number().integer().min(1).max(100).default(50),
  cursor,
  action: Joi.string()
    .max(100)
    .pattern(/^[a-z0-9.-]+\*?$/, 'an action such as omr.batch.upload, or the beginning of some: omr.*')
    .description('`omr.batch.upload`, or `omr.*` for all that begin so'),
  actor: word.description('Id or name of a user'),
  subject: word.description('Id of what it was done to'),
  request_id: word,
  from: time.description('This time or later'),
  to: time.description('Earlier than this time'),
  tenant_id: Joi.string().guid().description('For operators; others see their own tenant alone'),
});

const text = Joi.string().allow(null).required();

export const auditAnswer = Joi.object({
  events: Joi.array().items(
    Joi.object({
      id: Joi.string().uuid().required(),
      at: Joi.string().isoDate().required(),
      tenant_id: text,
      actor_id: text,
      actor_name: text,
      action: Joi.string().required(),
      subject_type: text,
      subject_id: text,
      address: text,
      request_id: text,
      details: Joi.object().allow(null).required().description('Null in events of other tenants'),
    }),
  ),
  next_cursor: text.description('Null on the last page'),
});
